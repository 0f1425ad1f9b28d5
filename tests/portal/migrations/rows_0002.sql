insert into tokens (id, "user", scope, kind, digest, created, expires, used, revoked) values
  (1, 1, 1, 'read', 'a1', '2026-01-02 03:04:05', '2027-01-02 03:04:05', null, null);
insert into answers (token, key, request, status, headers, body, at) values
  (1, 'again', 'b2', 201, '{}', '{}', '2026-01-02 03:04:05')
