-- A portal as the first version made it, with its stamp: `.dump` of SQLite.
BEGIN TRANSACTION;
CREATE TABLE account (
	id INTEGER NOT NULL,
	name VARCHAR NOT NULL,
	PRIMARY KEY (id)
);
INSERT INTO "account" VALUES(1,'northwind');
CREATE TABLE assignments (
	role INTEGER NOT NULL,
	user INTEGER NOT NULL,
	expires DATETIME,
	PRIMARY KEY (role, user),
	FOREIGN KEY(role) REFERENCES roles (id),
	FOREIGN KEY(user) REFERENCES users (id)
);
INSERT INTO "assignments" VALUES(1,3,'2027-01-31 00:00:00.000000');
CREATE TABLE events (
	id INTEGER NOT NULL,
	at DATETIME NOT NULL,
	actor VARCHAR NOT NULL,
	scope INTEGER NOT NULL,
	action VARCHAR NOT NULL,
	subject VARCHAR NOT NULL,
	"before" JSON,
	"after" JSON,
	refused VARCHAR,
	reason TEXT,
	run JSON,
	PRIMARY KEY (id),
	FOREIGN KEY(scope) REFERENCES scopes (id)
);
INSERT INTO "events" VALUES(1,'2026-11-01 12:00:00.000000','local',2,'customer.create','/Acme',NULL,'{"path": "/Acme"}',NULL,NULL,NULL);
INSERT INTO "events" VALUES(2,'2026-11-01 12:00:00.000000','local',3,'phone_system.create','/Acme/London',NULL,'{"path": "/Acme/London"}',NULL,NULL,NULL);
INSERT INTO "events" VALUES(3,'2026-11-01 12:00:00.000000','local',1,'user.create','olivia',NULL,'{"name": "olivia", "active": true}',NULL,NULL,NULL);
INSERT INTO "events" VALUES(4,'2026-11-01 12:00:00.000000','local',3,'user.create','amelia',NULL,'{"name": "amelia", "active": true}',NULL,NULL,NULL);
INSERT INTO "events" VALUES(5,'2026-11-01 12:00:00.000000','local',3,'membership.grant','amelia in Top Role',NULL,'{"expires": null}',NULL,NULL,NULL);
INSERT INTO "events" VALUES(6,'2026-11-01 12:00:00.000000','local',3,'user.create','noah',NULL,'{"name": "noah", "active": true}',NULL,NULL,NULL);
INSERT INTO "events" VALUES(7,'2026-11-01 12:00:00.000000','local',1,'role.create','Desk',NULL,'{"name": "Desk", "type": "user", "description": "Front desk", "permissions": ["presence.access"]}',NULL,NULL,NULL);
INSERT INTO "events" VALUES(8,'2026-11-01 12:00:00.000000','local',3,'assignment.grant','noah as Desk',NULL,'{"expires": "2027-01-31T00:00:00+00:00"}',NULL,NULL,NULL);
INSERT INTO "events" VALUES(9,'2026-11-01 12:00:00.000000','local',3,'group.create','/Acme/London:Top Role/Sales',NULL,'{"path": ["Top Role", "Sales"], "description": "", "permissions": ["soft_phone.access"]}',NULL,NULL,NULL);
INSERT INTO "events" VALUES(10,'2026-11-01 12:00:00.000000','local',3,'membership.grant','noah in Top Role/Sales',NULL,'{"expires": null}',NULL,NULL,NULL);
CREATE TABLE group_permissions (
	"group" INTEGER NOT NULL,
	permission VARCHAR NOT NULL,
	PRIMARY KEY ("group", permission),
	FOREIGN KEY("group") REFERENCES groups (id)
);
INSERT INTO "group_permissions" VALUES(2,'soft_phone.access');
CREATE TABLE groups (
	id INTEGER NOT NULL,
	scope INTEGER NOT NULL,
	parent INTEGER,
	name VARCHAR NOT NULL,
	folded VARCHAR NOT NULL,
	description TEXT NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (parent, folded),
	FOREIGN KEY(scope) REFERENCES scopes (id),
	FOREIGN KEY(parent) REFERENCES groups (id)
);
INSERT INTO "groups" VALUES(1,3,NULL,'Top Role','top role','');
INSERT INTO "groups" VALUES(2,3,1,'Sales','sales','');
CREATE TABLE members (
	"group" INTEGER NOT NULL,
	user INTEGER NOT NULL,
	expires DATETIME,
	PRIMARY KEY ("group", user),
	FOREIGN KEY("group") REFERENCES groups (id),
	FOREIGN KEY(user) REFERENCES users (id)
);
INSERT INTO "members" VALUES(1,2,NULL);
INSERT INTO "members" VALUES(2,3,NULL);
CREATE TABLE role_permissions (
	role INTEGER NOT NULL,
	permission VARCHAR NOT NULL,
	PRIMARY KEY (role, permission),
	FOREIGN KEY(role) REFERENCES roles (id)
);
INSERT INTO "role_permissions" VALUES(1,'presence.access');
CREATE TABLE roles (
	id INTEGER NOT NULL,
	name VARCHAR NOT NULL,
	folded VARCHAR NOT NULL,
	type VARCHAR NOT NULL,
	description TEXT NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (folded)
);
INSERT INTO "roles" VALUES(1,'Desk','desk','user','Front desk');
CREATE TABLE schema_version (
	version INTEGER NOT NULL,
	PRIMARY KEY (version)
);
INSERT INTO "schema_version" VALUES(1);
CREATE TABLE scopes (
	id INTEGER NOT NULL,
	parent INTEGER,
	depth INTEGER NOT NULL,
	name VARCHAR NOT NULL,
	path VARCHAR NOT NULL,
	"key" VARCHAR NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT three_levels CHECK (depth between 0 and 2),
	CONSTRAINT one_root CHECK ((parent is null) = (depth = 0)),
	FOREIGN KEY(parent) REFERENCES scopes (id),
	UNIQUE ("key")
);
INSERT INTO "scopes" VALUES(1,NULL,0,'','/','/');
INSERT INTO "scopes" VALUES(2,1,1,'Acme','/Acme','/acme');
INSERT INTO "scopes" VALUES(3,2,2,'London','/Acme/London','/acme/london');
CREATE TABLE users (
	id INTEGER NOT NULL,
	scope INTEGER NOT NULL,
	name VARCHAR NOT NULL,
	folded VARCHAR NOT NULL,
	active BOOLEAN NOT NULL,
	PRIMARY KEY (id),
	FOREIGN KEY(scope) REFERENCES scopes (id),
	UNIQUE (folded)
);
INSERT INTO "users" VALUES(1,1,'olivia','olivia',1);
INSERT INTO "users" VALUES(2,3,'amelia','amelia',1);
INSERT INTO "users" VALUES(3,3,'noah','noah',1);
CREATE INDEX users_by_place ON users (scope, folded);
CREATE INDEX groups_by_place ON groups (scope, parent, folded);
CREATE INDEX ix_events_scope ON events (scope);
CREATE INDEX ix_assignments_user ON assignments (user);
CREATE INDEX ix_members_user ON members (user);
COMMIT;
