# cmake with ninja: configure, build, test, install
# needs: cmake ninja-build gcc g++
mkdir -p p/src; cd p
cat >CMakeLists.txt <<'END'
cmake_minimum_required(VERSION 3.20)
project(p C CXX)
add_library(x SHARED src/x.c)
add_executable(main src/main.cc)
target_link_libraries(main x)
enable_testing()
add_test(NAME runs COMMAND main 5)
add_test(NAME fails COMMAND main 6)
set_tests_properties(fails PROPERTIES WILL_FAIL TRUE)
install(TARGETS main x)
configure_file(c.h.in c.h)
include_directories(${CMAKE_BINARY_DIR})
END
echo '#define WHO "@PROJECT_NAME@"' >c.h.in
echo 'int twice(int x) { return x * 2; }' >src/x.c
printf '#include "c.h"\n#include <cstdio>\n#include <cstdlib>\nextern "C" int twice(int);\nint main(int, char **v) { printf("%%s %%d\\n", WHO, twice(atoi(v[1]))); return twice(atoi(v[1])) != 10; }\n' >src/main.cc
cmake -G Ninja -B b -S . >log 2>&1; echo $?; tail -1 log | cut -c1-29
ninja -C b 2>&1 | tail -1; b/main 5; ninja -C b | tail -1
(cd b && ctest 2>&1 | grep -E 'tests passed'); DESTDIR=$PWD/d cmake --install b >/dev/null; find d -type f | sort
