# postgresql: initdb, whose server alone needs shared memory of System V; queries in single-user mode
# needs: postgresql-15
# user:
b=/usr/lib/postgresql/15/bin; $b/initdb -D d -N --locale=C.UTF-8 --no-instructions >log 2>&1; echo $?
printf 'create table t as select g as n, g * g as s from generate_series(1, 100) g;\nselect sum(s) from t where n > 50;\n' | $b/postgres --single -D d -j -c fsync=off postgres 2>&1 | grep -E 'sum =|ERROR'
