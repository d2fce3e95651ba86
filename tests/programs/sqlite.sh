# sqlite3: joins, a recursive query, transactions, WAL, full text, a crash's journal
# needs: sqlite3
# quick
sqlite3 a.db <<'END'
create table p(id integer primary key, n text, v real);
with recursive c(x) as (select 1 union all select x + 1 from c where x < 2000) insert into p select x, printf('name%04d', x), x * 1.5 from c;
create index pv on p(v);
select count(*), sum(v), max(n) from p where v between 100 and 200;
begin; delete from p where id % 2; rollback; select count(*) from p;
begin; delete from p where id % 2; commit; select count(*) from p;
pragma journal_mode = wal; update p set v = v + 1; select round(avg(v), 3) from p; pragma integrity_check;
create virtual table ft using fts5(t); insert into ft values ('the quick fox'), ('lazy dog'); select t from ft where ft match 'quick OR nothing';
select json_extract('{"a":[1,2]}', '$.a[1]'), group_concat(n) over (order by id rows 1 preceding) from p limit 2;
explain query plan select * from p where v > 5; select strftime('%Y', '2024-02-29', '+1 year'); vacuum; pragma wal_checkpoint(truncate);
.mode csv
.output o.csv
select * from p limit 3;
.output
.backup b.db
END
cat o.csv; sqlite3 b.db 'select count(*) from p'; sqlite3 a.db .dump | md5sum; sqlite3 a.db 'select * from none' 2>&1; for i in 1 2 3 4; do sqlite3 -cmd '.timeout 20000' a.db "begin immediate; update p set v = v + 1 where id = 2; commit" & done; wait; sqlite3 a.db 'select v from p where id = 2'; ls
