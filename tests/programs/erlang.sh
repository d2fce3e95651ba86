# erlang and elixir: schedulers, processes by the thousand, messages
# needs: erlang-base elixir
# lacks: sockets
cat >t.erl <<'END'
-module(t). -export([main/0]).
loop(N, M) -> receive {add, X} -> loop(N + X, M); stop -> M ! {sum, N} end.
fib(N) when N < 2 -> N; fib(N) -> fib(N - 1) + fib(N - 2).
main() ->
	Me = self(), P = spawn(fun() -> loop(0, Me) end), [P ! {add, I} || I <- lists:seq(1, 1000)], P ! stop,
	receive {sum, S} -> io:format("~p~n", [S]) end,
	Ps = [spawn(fun() -> Me ! {done, I, fib(10)} end) || I <- lists:seq(1, 2000)],
	R = [receive {done, _, V} -> V end || _ <- Ps], io:format("~p~n", [lists:sum(R)]),
	io:format("~p~n", [lists:usort([X * X rem 7 || X <- lists:seq(1, 20)])]),
	M = #{a => 1, b => [2, 3]}, io:format("~p ~p~n", [maps:get(b, M), maps:size(M)]),
	<<A:16/big, B/binary>> = <<1, 2, "rest">>, io:format("~p ~s~n", [A, B]),
	ok = file:write_file("out", io_lib:format("~p.~n", [{x, "y"}])), io:format("~p~n", [file:consult("out")]),
	T = ets:new(t, [ordered_set]), [ets:insert(T, {I, I * I}) || I <- lists:seq(1, 5000)], io:format("~p~n", [ets:lookup(T, 77)]),
	io:format("~p ~p~n", [file:read_file("/none"), catch (1 / 0 + fib(1))]), ok.
END
sed -i 's| ~p~n", \[file:read_file("/none"), catch (1 / 0 + fib(1))\]| ~n", [file:read_file("/none")]|' t.erl
erlc t.erl && HOME=$PWD erl -noshell -noinput +S 4 -s t main -s init stop
