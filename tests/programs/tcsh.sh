# tcsh and fish: scripts in the languages that are not Bourne's
# needs: tcsh fish
cat >script.csh <<'END'
set a = (one two three)
foreach x ($a)
	echo $x:u
end
@ i = 0
while ($i < 5)
	@ i++
	if ($i == 3) continue
	echo -n "$i "
end
echo ''
echo $#a $a[2-3]
switch (hello)
case h*:
	echo h
	breaksw
default:
	echo other
endsw
alias ll 'ls -1'
mkdir d; touch d/{x,y,z}; ll d
echo a b c | tr ' ' '\n' >! out; wc -l < out
false; echo $status
(echo sub; exit 3); echo $status
END
tcsh -f script.csh
cat >script.fish <<'END'
function fact
	if test $argv[1] -le 1
		echo 1
	else
		math $argv[1] '*' (fact (math $argv[1] - 1))
	end
end
fact 10
set l a b c d
echo $l[2..3] (count $l) $l[-1]
for f in (seq 3); echo "n$f"; end
string match -r '(\d+)-(\d+)' 12-34
string split , x,y,z | string upper
begin; echo out; echo err >&2; end 2>&1 | cat
switch apple; case 'a*'; echo fruit; end
set -x V exported; sh -c 'echo $V'
false; or echo failed
echo $status
math 'sqrt(2)'
string replace -a o 0 foo boo
while read -l line; echo "<$line>"; end < script.csh | head -3
END
HOME=$PWD fish --no-config script.fish
