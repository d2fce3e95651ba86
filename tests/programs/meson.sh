# meson: configure, build, test
# needs: meson ninja-build gcc libc6-dev
# lacks: sockets
mkdir p; cd p
cat >meson.build <<'END'
project('p', 'c', default_options: ['warning_level=2'])
l = static_library('x', 'x.c')
e = executable('main', 'main.c', link_with: l)
test('ok', e)
conf = configuration_data()
conf.set('A', 5)
configure_file(output: 'c.h', configuration: conf)
END
echo 'int f(void) { return 0; }' >x.c; printf '#include "c.h"\nint f(void); int main(void) { return f() + A - 5; }\n' >main.c
meson setup b >log 2>&1; echo $?; grep -E 'Build targets' log
meson compile -C b >log 2>&1; echo $?; meson test -C b 2>&1 | grep -E '^Ok:'; b/main; echo $?
