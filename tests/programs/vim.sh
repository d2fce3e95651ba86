# vim: ex commands, registers, a script, folds of undo, from a pipe
# needs: vim
seq 1 30 | sed 's/$/ line/' >f
vim -es -u NONE -N f <<'END'
%s/line/LINE/g
10,20d
g/5/m$
1,3y a
$put a
normal ggOtop
normal G3kdwp
%!sort -k1,1n
w! out
let x = map(range(1, 5), 'v:val * v:val')
call writefile([string(x), substitute('abc', 'b', '\u&', ''), printf('%04d', 42), join(sort(['c', 'a']))], 'out2')
undo
w! out3
echo 1
qa!
END
cat out out2; wc -l <out3
cat >s.vim <<'END'
function! Fib(n)
  return a:n < 2 ? a:n : Fib(a:n - 1) + Fib(a:n - 2)
endfunction
let d = {'a': 1, 'b': [1, 2]}
call writefile([Fib(12), string(d), json_encode(d), system('echo shell'), matchstr('foo123', '\d\+')], 'o')
set fileformat=dos
call setline(1, ['x', 'y'])
w! dos
qa!
END
vim -es -u NONE -N -S s.vim; cat o | tr '\0' '|'; od -c dos
echo text | vim -es -u NONE '+%s/t/T/g' '+w! o2' '+q!' - ; cat o2
