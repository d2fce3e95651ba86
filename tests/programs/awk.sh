# gawk, mawk and the original awk: the same programs, one answer
# needs: gawk mawk original-awk
cat >wc.awk <<'END'
{ for (i = 1; i <= NF; i++) n[tolower($i)]++ }
END { for (w in n) print n[w], w | "sort -k1,1nr -k2"; close("sort -k1,1nr -k2"); printf "%d lines, %.2f, %s\n", NR, sin(1), substr("hello", 2, 3) }
END
seq -f 'line %g of the input: The quick brown fox' 1 2000 >in
for a in gawk mawk original-awk; do
	echo "== $a"
	$a -f wc.awk in | head -7 | cut -c1-30
	$a 'BEGIN { while (("echo a b; echo c" | getline l) > 0) { split(l, p); print p[1] } system("echo sys"); print length("abc"), index("foobar", "bar"), match("xay", /a/), RSTART }'
	$a -F: '{ s += $3 } END { print NR > "out"; close("out"); getline x < "out"; print (x == NR) }' /etc/passwd
	$a 'function f(n) { return n < 2 ? n : f(n - 1) + f(n - 2) } BEGIN { print f(20) }'
	printf 'a,b\nc,d\n' | $a -F, -v OFS=- '{ $1 = $1; gsub(/b/, "X"); print; print toupper($2) > "/dev/stderr" }' 2>&1
done
gawk 'BEGIN { n = split("b c a", x); asort(x); print x[1]; print strftime("%Y", 0, 1), gensub(/(.)(.)/, "\\2\\1", "g", "abcd"), strtonum("0x1F"); "date +%s" | getline t; print (t > 1e9); PROCINFO["sorted_in"] = "@ind_str_asc"; y["q"]; y["p"]; for (k in y) print k }'
gawk 'BEGIN { c = "sort"; print "z\na" |& c; close(c, "to"); while ((c |& getline l) > 0) print l }'
