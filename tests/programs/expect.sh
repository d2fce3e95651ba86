# expect and script: programs on pseudo-terminals
# needs: expect bsdutils
expect -c 'log_user 0; spawn sh -c {printf "name? "; read x; echo hello $x; test -t 0 && echo tty}; expect "name? "; send "bob\r"; expect -re {hello (\w+)} { puts $expect_out(1,string) }; expect tty { puts tty }'; script -q -c 'tty | cut -c1-8; echo in script' /dev/null </dev/null | tr -d '\r'
