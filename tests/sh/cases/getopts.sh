#---
getopts ab: x -a -b foo -c; echo $? $x $OPTARG $OPTIND
#---
getopts ab: x -c; echo $? $x $OPTARG $OPTIND
#---
getopts ab: x -b; echo $? $x $OPTARG $OPTIND
#---
getopts :ab: x -b; echo $? $x $OPTARG $OPTIND
#---
getopts a: o -a; echo $? $o $OPTARG; OPTIND=1; set -- -a b -- -c; while getopts a:c o; do echo $o $OPTARG; done; echo $OPTIND; OPTIND=1; set -- -x; getopts :a o; echo $? $o $OPTARG; OPTIND=1; set -- -a; getopts :a: o; echo $? $o $OPTARG; OPTIND=1; set -- -ab c; getopts ab o; echo $o $OPTIND; getopts ab o; echo $o $OPTIND; getopts ab o; echo $? $o $OPTIND; f() { OPTIND=1; while getopts xy o; do echo f$o; done; }; f -xy; f -y; set -- -avalue; OPTIND=1; getopts a: o; echo $o $OPTARG
