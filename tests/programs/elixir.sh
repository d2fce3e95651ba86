# elixir: a script on Erlang's machine
# needs: elixir erlang-base
# lacks: sockets
cat >t.exs <<'END'
1..10 |> Enum.map(&(&1 * &1)) |> Enum.filter(&(rem(&1, 2) == 0)) |> IO.inspect()
defmodule M do
  def f(0), do: 1
  def f(n), do: n * f(n - 1)
end
IO.puts(M.f(25))
tasks = for i <- 1..50, do: Task.async(fn -> i * 2 end)
IO.puts(tasks |> Enum.map(&Task.await/1) |> Enum.sum())
{:ok, a} = Agent.start_link(fn -> 0 end); for _ <- 1..100, do: Agent.update(a, &(&1 + 1)); IO.puts(Agent.get(a, & &1))
%{name: n} = %{name: "map", x: 1}; IO.puts("#{n} #{String.upcase("é")}")
File.write!("out", "lines\nof\ntext"); File.stream!("out") |> Enum.count() |> IO.puts()
with {:error, e} <- File.read("/none"), do: IO.inspect(e)
try do raise "bad" rescue e -> IO.puts(e.message) end
END
HOME=$PWD elixir t.exs
