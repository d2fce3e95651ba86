# node: child processes, whose pipes are pairs of sockets
# needs: nodejs
# lacks: sockets
cat >t.js <<'END'
const cp = require('child_process');
console.log(cp.execSync('echo sync').toString(), cp.spawnSync('tr', ['a-z', 'A-Z'], { input: 'shout' }).stdout.toString());
const c = cp.spawn('sh', ['-c', 'cat; exit 3']); c.stdout.on('data', d => process.stdout.write('got ' + d)); c.on('close', s => console.log('status', s)); c.stdin.end('through\n');
END
node t.js
