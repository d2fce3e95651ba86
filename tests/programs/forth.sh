# gforth, algol68g, newlisp, bwbasic, icont: five small languages
# needs: gforth algol68g newlisp bwbasic icont iconx
cat >t.fs <<'END'
: fib dup 2 < if drop 1 else dup 1- recurse swap 2 - recurse + then ;
20 fib . cr
: sieve 100 0 do 1 here i + c! loop 100 2 do here i + c@ if i . i i * 100 < if 100 i i * do 0 here i + c! j +loop then then loop ;
sieve cr
create buf 100 allot s" hello" buf swap move buf 5 type cr
: t 0 10 0 do i + loop ; t . cr 355 113 / . cr 1e 3e f/ f. cr
s" out" w/o create-file throw value fd s" written" fd write-line throw fd close-file throw
s" out" slurp-file type bye
END
gforth t.fs
cat >t.a68 <<'EOF'
BEGIN
	PROC fib = (INT n) INT: (n < 2 | n | fib(n - 1) + fib(n - 2));
	print((whole(fib(15), 0), newline));
	[1:5] INT a := (5, 3, 1, 4, 2);
	FOR i TO 5 DO FOR j TO 4 DO (a[j] > a[j + 1] | INT t = a[j]; a[j] := a[j + 1]; a[j + 1] := t) OD OD;
	FOR i TO 5 DO print(whole(a[i], -3)) OD; print(newline);
	LONG LONG INT big := 1; FOR i TO 30 DO big *:= i OD; print((whole(big, 0), newline));
	print((fixed(sqrt(2), 0, 8), newline))
END
EOF
a68g t.a68
newlisp -n -e '(begin (define (f n) (if (< n 2) n (+ (f (- n 1)) (f (- n 2))))) (println (f 18)) (println (sort (list 3 1 2)) (map (fn (x) (* x x)) (sequence 1 5))) (println (exec "echo sh")) (println (regex-comp 2)))' 2>&1 | head -3
printf '10 FOR I = 1 TO 5\n20 PRINT I * I\n30 NEXT I\n40 PRINT SQR(2)\n50 A$ = "TEXT"\n60 PRINT LEN(A$)\n70 SYSTEM\n' >t.bas
bwbasic t.bas </dev/null | grep -v -i -e bywater -e copyright -e version
cat >t.icn <<'END'
procedure main()
	every write(!"ab" || (1 to 2))
	t := table(0); every t[!"mississippi"] +:= 1; every p := !sort(t) do write(p[1], p[2])
	"hello world" ? { tab(upto(' ')); write(tab(0)) }
	f := open("out", "w"); write(f, "written"); close(f); every write(!open("out"))
	write(2 ^ 100)
end
END
icont -s t.icn && ./t
