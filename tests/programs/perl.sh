# perl: hashes, regular expressions, sorting, pack, fork, pipes, formats, core modules
# needs: perl
# quick
cat >t.pl <<'END'
use strict; use warnings;
use POSIX qw(floor strftime :sys_wait_h); use List::Util qw(sum max shuffle first reduce);
use Digest::MD5 qw(md5_hex); use Digest::SHA qw(sha256_hex); use File::Find; use File::Temp qw(tempfile);
use Data::Dumper; use Storable qw(freeze thaw dclone); use Time::Local; use MIME::Base64; use Math::BigInt;
use IPC::Open3; use Encode; use Text::Wrap; use Getopt::Long; use Compress::Zlib;
my %h; $h{length $_}++ for split ' ', 'the quick brown fox jumps over the lazy dog';
print join(',', map { "$_=$h{$_}" } sort keys %h), "\n";
print "$1-$2\n" while 'a1b22c333' =~ /([a-z])(\d+)/g;
print sum(1..100), ' ', max(3, 9, 2), ' ', (reduce { $a * $b } 1..10), "\n";
print md5_hex('x' x 1000), ' ', substr(sha256_hex('y'), 0, 16), "\n";
print strftime('%Y-%m-%d', gmtime(timegm(0, 0, 0, 29, 1, 2024))), "\n";
print Math::BigInt->new(2)->bpow(200), "\n";
$Data::Dumper::Sortkeys = 1; $Data::Dumper::Indent = 1; print Dumper(dclone({ a => [1, { b => 2 }] }));
pipe my $r, my $w; my $pid = fork // die;
if (!$pid) { close $r; print $w "line $_\n" for 1..1000; close $w; exit 3 }
close $w; my @l = <$r>; waitpid $pid, 0; print scalar(@l), ' ', $? >> 8, "\n";
open my $o, '|-', 'tr a-z A-Z' or die; print $o "shout\n"; close $o;
print `echo backticks`; system('sh', '-c', 'exit 5'); print $? >> 8, "\n";
local $SIG{ALRM} = sub { die "alarm\n" }; eval { alarm 1; select undef, undef, undef, 10; }; print $@;
mkdir 'd'; for (1..5) { open my $f, '>', "d/$_"; print $f 'x' x $_ }
my $t = 0; find(sub { $t += -s if -f }, 'd'); print "$t\n";
my $z = Compress::Zlib::memGzip('z' x 10000); print length(Compress::Zlib::memGunzip($z)), "\n";
print length(encode('UTF-8', "\x{263a}")), ' ', unpack('H*', pack('nNv', 1, 2, 3)), "\n";
print wrap('', '  ', 'word ' x 20), "\n";
my @s = map { $_->[1] } sort { $a->[0] <=> $b->[0] } map { [ ($_ * 7919) % 101, $_ ] } 1..20; print "@s\n";
format STDOUT =
@<<<<<< @>>>>> @##.##
'left', 'right', 3.14159
.
write;
print 'errno: ', (open(my $n, '<', '/none') ? '' : "$!"), "\n";
my $c = 0; for my $i (2..5000) { my $q = 1; for (my $j = 2; $j * $j <= $i; $j++) { if ($i % $j == 0) { $q = 0; last } } $c += $q } print "$c primes\n";
printf "%s %o %x %e %b\n", 'f', 8, 255, 12345.678, 5;
print sprintf('%vd', '1.22.333'), ' ', ucfirst(lc 'HELLO'), ' ', scalar reverse('abc'), "\n";
END
perl t.pl
printf 'a 1\nb 2\na 3\n' | perl -lane '$s{$F[0]} += $F[1]; END { print "$_ $s{$_}" for sort keys %s }'
printf 'x\n' >f; perl -pi.bak -e 's/x/y/' f; cat f f.bak
