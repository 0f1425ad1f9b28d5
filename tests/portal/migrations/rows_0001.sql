-- What stands in a portal of version 1 before it is migrated: ids count from 1 in each table.
insert into account (name) values ('northwind');
insert into scopes (parent, depth, name, path, key) values (null, 0, '', '/', '/');
insert into scopes (parent, depth, name, path, key) values (1, 1, 'Acme', '/Acme', '/acme');
insert into scopes (parent, depth, name, path, key)
    values (2, 2, 'London', '/Acme/London', '/acme/london');
insert into users (scope, name, folded, active) values (1, 'olivia', 'olivia', true);
insert into users (scope, name, folded, active) values (3, 'Amelia', 'amelia', true);
insert into users (scope, name, folded, active) values (3, 'noah', 'noah', true);
insert into roles (name, folded, type, description) values ('Desk', 'desk', 'user', 'Front desk');
insert into role_permissions (role, permission) values (1, 'presence.access');
insert into assignments (role, "user", expires) values (1, 3, '2027-01-31 00:00:00.000000');
insert into groups (scope, parent, name, folded, description)
    values (3, null, 'Top Role', 'top role', '');
insert into groups (scope, parent, name, folded, description) values (3, 1, 'Sales', 'sales', '');
insert into group_permissions ("group", permission) values (2, 'soft_phone.access');
insert into members ("group", "user", expires) values (1, 2, null);
insert into members ("group", "user", expires) values (2, 3, null);
insert into events (at, actor, scope, action, subject, "before", "after")
    values ('2026-11-01 12:00:00.000000', 'local', 3, 'membership.grant', 'noah in Top Role/Sales',
            null, '{"expires": null}');
