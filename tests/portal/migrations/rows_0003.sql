insert into locks (one, id, "user", host, process, link, "commit", since, until) values
  (1, 'c3', 'amelia', 'desk', '1', '', '', '2026-01-02 03:04:05', '2026-01-02 03:05:05')
