# graphviz and gnuplot: graphs and plots as text and pictures
# needs: graphviz gnuplot-nox fonts-dejavu-core
echo 'digraph { a -> b -> c; a -> c [label=x]; subgraph cluster { d e } c -> d }' >t.dot; dot -Tplain t.dot; dot -Tsvg t.dot | grep -c '<g '; neato -Tdot t.dot | grep -c pos=; echo 'graph { a -- b -- c -- a }' | circo -Tplain | head -1; gvpr 'N { print($.name) }' t.dot; tred t.dot | grep -c -- '->'; dot -Tpng t.dot >t.png; head -c 4 t.png | tail -c 3
printf 'set term dumb 60 20\nplot sin(x)\nset term svg\nset output "o.svg"\nsplot x*x-y*y\nf(x) = a*x + b\nfit f(x) "-" via a, b\n1 3\n2 5\n3 7\ne\nset print "-"\nprint sprintf("%%.3f %%.3f", a, b)\n' | gnuplot 2>/dev/null; grep -c path o.svg
