# gpg: keys made and used, which an agent does behind a socket
# needs: gpg gpg-agent
# lacks: sockets
export GNUPGHOME=$PWD/h; mkdir -m 700 h; echo data >d; gpg -q --batch --passphrase '' --quick-gen-key a@b ed25519 sign never 2>/dev/null; gpg -q --batch --yes -s d; gpg -q -d d.gpg 2>/dev/null; gpg -q --batch --passphrase x --pinentry-mode loopback -c -o e d; gpg -q --batch --passphrase x --pinentry-mode loopback -d e; gpgconf --kill all
