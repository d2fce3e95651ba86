# povray: a picture traced by four threads
# needs: povray
printf 'camera { location <0,2,-5> look_at 0 } light_source { <5,9,-5> rgb 1 } sphere { 0, 1 texture { pigment { color rgb <1,0,0> } finish { reflection 0.3 } } } plane { y, -1 pigment { checker rgb 0 rgb 1 } }\n' >t.pov
HOME=$PWD povray +It.pov +Ot.ppm +FP +W80 +H60 -D +WT4 -GA >/dev/null 2>log; echo $?; head -c 11 t.ppm; wc -c <t.ppm
