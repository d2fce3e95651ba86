# nasm, yasm and as: a program without a library
# needs: nasm yasm binutils
cat >t.asm <<'END'
section .data
msg: db "hello", 10
len equ $ - msg
section .text
global _start
_start:
	mov eax, 1
	mov edi, 1
	lea rsi, [rel msg]
	mov edx, len
	syscall
	mov eax, 60
	mov edi, 7
	syscall
END
for a in nasm yasm; do $a -f elf64 -o t.o t.asm && ld -o t t.o && ./t; echo $?; done
cat >t.s <<'END'
.globl _start
_start: mov $39, %eax; int $0x80; mov $60, %eax; xor %edi, %edi; syscall
END
sed -i 's/mov \$39, %eax; int \$0x80; //' t.s; as -o t.o t.s && ld -o t t.o && ./t; echo $?
objdump -d t.o | tail -3; readelf -l t | grep -c LOAD; printf 'abc\0defgh' | strings -n 4
nm t | awk '{ print $3 }' | sort | tail -2; objcopy -O binary t t.bin; wc -c <t.bin
