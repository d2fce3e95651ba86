# tmux: a server behind a socket, a shell on a pseudo-terminal
# needs: tmux
# lacks: sockets
export TMUX_TMPDIR=$PWD; tmux -f /dev/null new -d -s s -x 40 -y 5 'sh -c "echo in tmux; sleep 5"'; sleep 0.5; tmux capture-pane -p -t s | head -1; tmux kill-server
