# z3, minisat, glpk, gnugo: search by the million steps
# needs: z3 minisat glpk-utils gnugo
cat >p.smt2 <<'END'
(declare-const x Int)(declare-const y Int)(assert (and (> x 10)(= (+ x y) 25)(= (* 2 y) (+ x 2))))(check-sat)(get-value (x y))
(push)(assert (= x 11))(check-sat)(pop)(declare-const b (_ BitVec 32))(assert (= (bvmul b #x00000003) #x0000002a))(check-sat)(get-value (b))
END
z3 p.smt2; awk 'BEGIN { n = 6; m = 0; for (i = 0; i <= n; i++) { s = ""; for (j = 0; j < n; j++) s = s (i * n + j + 1) " "; c[m++] = s "0" } for (j = 0; j < n; j++) for (i = 0; i <= n; i++) for (k = i + 1; k <= n; k++) c[m++] = "-" (i * n + j + 1) " -" (k * n + j + 1) " 0"; print "p cnf", (n + 1) * n, m; for (i = 0; i < m; i++) print c[i] }' >h.cnf; minisat h.cnf >log 2>&1; echo $?; tail -1 log; printf 'p cnf 3 2\n1 -2 0\n2 3 0\n' >s.cnf; minisat s.cnf o >/dev/null 2>&1; head -1 o
printf 'var x >= 0; var y >= 0, integer;\nmaximize z: 3*x + 5*y;\ns.t. a: x <= 4; b: 2*y <= 12; c: 3*x + 2*y <= 18.5;\nsolve; display x, y, z; end;\n' >m.mod; glpsol -m m.mod | grep -E '^[xyz]'; printf '1 boardsize 7\n2 play black d4\n3 genmove white\n4 showboard\n' | gnugo --mode gtp --seed 1 --level 1 | head -30 | grep -c .
