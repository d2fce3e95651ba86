# php: arrays, sorting, regular expressions, JSON, dates, processes
# needs: php-cli
cat >t.php <<'END'
<?php
$w = array_count_values(str_split('mississippi')); arsort($w); ksort($w); print_r($w);
echo json_encode(['a' => [1, 2.5, null], 'b' => "\u{e9}"]), "\n";
$a = [[2, 'b'], [1, 'a']]; usort($a, fn($x, $y) => $x <=> $y); echo $a[0][1], "\n";
echo preg_replace_callback('/\d+/', fn($m) => $m[0] * 2, 'a1 b22'), "\n";
function gen() { for ($i = 0; $i < 5; $i++) yield $i => $i ** 2; } foreach (gen() as $k => $v) echo "$k:$v ";
echo "\n", (new DateTime('2024-02-29'))->modify('+1 year')->format('Y-m-d'), "\n";
$p = proc_open('tr a-z A-Z', [['pipe', 'r'], ['pipe', 'w']], $pipes); fwrite($pipes[0], 'shout'); fclose($pipes[0]); echo stream_get_contents($pipes[1]), proc_close($p), "\n";
echo shell_exec('echo shell'), hash('sha256', 'x'), "\n", md5(str_repeat('y', 9999)), "\n";
$s = 0; for ($i = 0; $i < 1000000; $i++) { $s += $i % 3; } echo $s, "\n";
class A implements ArrayAccess, IteratorAggregate { private $d = [];
 function offsetExists(mixed $o): bool { return isset($this->d[$o]); } function offsetGet(mixed $o): mixed { return $this->d[$o] ?? "no $o"; }
 function offsetSet(mixed $o, mixed $v): void { $this->d[$o] = $v; } function offsetUnset(mixed $o): void { unset($this->d[$o]); }
 function getIterator(): Iterator { return new ArrayIterator($this->d); } }
$x = new A; $x['k'] = 5; echo $x['k'], $x['z'], "\n"; foreach ($x as $k => $v) echo "$k=>$v\n";
file_put_contents('f', implode("\n", range(1, 50))); echo array_sum(file('f')), filesize('f'), "\n";
echo strlen(gzcompress(str_repeat('a', 10000))) < 100 ? 'small' : 'large', "\n";
try { intdiv(1, 0); } catch (DivisionByZeroError $e) { echo get_class($e), "\n"; }
echo match (true) { 5 > 3 => 'yes', default => 'no' }, sprintf('%05.1f|%-6s|%b', 2.25, 'ab', 10), "\n";
echo serialize(['a' => 1, 'b' => [true]]), "\n"; var_dump(unserialize('a:1:{i:0;d:0.5;}'));
foreach (new RecursiveIteratorIterator(new RecursiveArrayIterator([1, [2, [3]]])) as $v) echo $v; echo "\n";
@fopen('/none', 'r') or print(error_get_last()['message'] . "\n");
END
php -n t.php
