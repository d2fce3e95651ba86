# tclsh and jimsh: lists, dictionaries, namespaces, events, pipelines
# needs: tcl jimsh
cat >t.tcl <<'END'
proc fact n { expr {$n < 2 ? 1 : $n * [fact [expr {$n - 1}]]} }
puts [fact 30]
set d [dict create a 1 b 2]; dict incr d a 41; dict for {k v} $d { puts "$k=$v" }
puts [lsort -integer -decreasing {3 10 2}] ; puts [lsearch -all -inline {ab ac bd} a*]
puts [regsub -all {(\d+)} "a1b22" {<\1>}]; puts [string map {a A b B} abcab]
after 30 { set done 1 }; vwait done; puts "event $done"
set f [open "|sort -r" r+]; foreach x {b a c} { puts $f $x }; close $f write; puts [read $f]; close $f
puts [exec echo piped | tr a-z A-Z]; puts [catch {exec false} e] ; puts [lindex $::errorCode 0]
coroutine gen apply {{} { yield; foreach i {1 2 3} { yield $i }; return end }}
puts [gen][gen][gen]
namespace eval n { variable v 5; proc get {} { variable v; return $v } }; puts [n::get]
set i 0; while {$i < 200000} { incr i }; puts $i
oo::class create C { variable x; constructor v { set x $v }; method get {} { return $x } }; puts [[C new 9] get]
file mkdir d; close [open d/f w]; puts [glob d/*]; puts [file size d/f]; puts [clock format 0 -gmt 1 -format %Y]
puts [encoding convertto utf-8 \u263a]; puts [binary encode hex [zlib crc32 abc]]; puts [format %08.3f 3.14159]
fileevent stdin readable { if {[gets stdin l] < 0} { set eof 1 } else { puts "in $l" } }; vwait eof
END
printf 'one\ntwo\n' | tclsh t.tcl
jimsh - <<'END'
set l [range 10]; puts [lmap x $l {expr {$x * $x}}]
puts [exec sh -c "echo from sh"]; set f [lambda {a b} {expr {$a + $b}}]; puts [$f 1 2]
END
exit 0
