# indent, cppcheck, patchelf
# needs: indent cppcheck patchelf gcc libc6-dev
printf 'int main(int c,char**v){int a[2];if(c>1){a[2]=1;return a[2];}return 0;}\n' >t.c
indent -kr -st t.c; cppcheck -q --enable=warning t.c 2>&1 | grep -o -E '(error|warning):.*' | cut -c1-40
gcc -o t t.c; patchelf --set-rpath /x/y t; patchelf --print-rpath t; patchelf --print-interpreter t; ./t; echo $?
