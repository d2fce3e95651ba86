# swi-prolog and gprolog: search, constraints, threads; a program compiled to native code
# needs: swi-prolog-nox gprolog
cat >q.pl <<'END'
queens(N, Qs) :- numlist(1, N, L), permutation(L, Qs), safe(Qs).
safe([]). safe([Q|Qs]) :- no(Q, Qs, 1), safe(Qs).
no(_, [], _). no(Q, [Q1|Qs], D) :- Q =\= Q1 + D, Q =\= Q1 - D, D1 is D + 1, no(Q, Qs, D1).
:- initialization(main).
main :- queens(6, Q), write(Q), nl,
	findall(X-Y, (member(X, [1,2,3]), member(Y, [a,b])), L), length(L, N), write(N), nl,
	catch(atom_length(_, _), error(E, _), (write(E), nl)),
	atom_codes(A, "abc"), write(A), nl, F is 2 ** 10, write(F), nl,
	assertz(fact(1)), assertz(fact(2)), aggregate(S), write(S), nl, halt.
aggregate(S) :- findall(X, fact(X), L), sum_list(L, S).
:- dynamic(fact/1).
END
swipl -q q.pl
swipl -q -g "use_module(library(clpfd))" -g "X #> 3, X #< 6, findall(X, label([X]), L), print(L), nl" -t halt
swipl -q -g "length(L, 100000), foldl([X,A,B]>>(X = A, B is A + 1), L, 0, N), print(N), nl, garbage_collect" -t halt
swipl -q -g "thread_self(M), findall(T, (between(1, 4, I), thread_create(thread_send_message(M, I), T)), Ts), maplist(thread_join, Ts), findall(I, (between(1, 4, _), thread_get_message(I)), L), msort(L, S), print(S), nl" -t halt
swipl -q -g "format('~a ~w ~q ~2f~n', [x, f(Y), 'A b', 3.14159]), N is 100 ** 20, print(N), nl" -t halt 2>&1 | sed 's/_[0-9G]*/_/'
sed -i '/numlist/s/numlist(1, N, L)/nl_(1, N, L)/; $a nl_(I, N, []) :- I > N, !. nl_(I, N, [I|T]) :- J is I + 1, nl_(J, N, T).' q.pl
gplc -o q q.pl --no-top-level 2>&1 | grep -v warning && ./q
