# setfacl, getfacl, setfattr, getfattr: what is beside the mode
# needs: acl attr
touch f; mkdir d; setfacl -m u:1000:rw,g:44:r f; getfacl -n f; ls -l f | cut -c1-11; setfacl -d -m u:1000:rwx d; touch d/x; getfacl -nc d/x; chmod g= f; getfacl -nc f; setfacl -b f; getfacl -nc f; setfattr -n trusted.k -v value f; getfattr -m - -d f; cp -a f g; getfattr --only-values -n trusted.k g; echo; setfattr -x trusted.k f; getfattr -d -m - f; su user -c 'touch d/y' 2>&1
