# fpc: units, classes, records, files; an assembler and linker of its own
# needs: fp-compiler
cat >t.pas <<'END'
program t;
{$mode objfpc}
uses sysutils, classes;
type tshape = class function area: double; virtual; abstract; end; tsq = class(tshape) s: double; constructor create(x: double); function area: double; override; end;
constructor tsq.create(x: double); begin s := x; end;
function tsq.area: double; begin result := s * s; end;
function fib(n: integer): integer; begin if n < 2 then result := n else result := fib(n - 1) + fib(n - 2); end;
var l: tstringlist; i: integer; f: text; q: tshape; s: string;
begin
	writeln(fib(20)); q := tsq.create(3); writeln(q.area:0:2); q.free;
	l := tstringlist.create; for i := 5 downto 1 do l.add('n' + inttostr(i)); l.sort; writeln(l.commatext); l.free;
	assign(f, 'out'); rewrite(f); for i := 1 to 10 do writeln(f, i); close(f);
	assign(f, 'out'); reset(f); i := 0; while not eof(f) do begin readln(f, s); i := i + strtoint(s); end; close(f); writeln(i);
	try raise exception.create('thrown'); except on e: exception do writeln(e.message); end;
	writeln(format('%5.2f|%-5s|%x', [3.14159, 'ab', 255])); halt(3);
end.
END
fpc -v0 t.pas >/dev/null && ./t; echo $?
