# node: promises, streams, child processes, workers, the JIT
# needs: nodejs
cat >t.js <<'END'
const fs = require('fs'), zlib = require('zlib'), crypto = require('crypto'), cp = require('child_process');
const { Worker, isMainThread, parentPort, workerData } = require('worker_threads'), { pipeline } = require('stream/promises'), assert = require('assert');
if (!isMainThread) { let s = 0; for (let i = 0; i < workerData * 1e5; i++) s += i % 7; parentPort.postMessage(s); }
else (async () => {
  console.log([3, 1, 2].sort(), { a: [1, { b: 2 }] }, new Map([[1, 'x']]), 2n ** 100n);
  let c = 0; for (let i = 2; i < 20000; i++) { let p = true; for (let j = 2; j * j <= i; j++) if (i % j == 0) { p = false; break; } if (p) c++; } console.log(c);
  console.log(await Promise.all([1, 2, 3].map(n => new Promise((r, x) => { const w = new Worker(__filename, { workerData: n }); w.on('message', r); w.on('error', x); }))));
  console.log(crypto.createHash('sha256').update('abc').digest('hex'));
  fs.writeFileSync('big', 'line of text\n'.repeat(50000));
  await pipeline(fs.createReadStream('big'), zlib.createGzip(), fs.createWriteStream('big.gz'));
  await pipeline(fs.createReadStream('big.gz'), zlib.createGunzip(), fs.createWriteStream('big2'));
  console.log(fs.readFileSync('big').equals(fs.readFileSync('big2')), fs.statSync('big2').size);
  console.log(JSON.stringify(fs.readdirSync('.').sort()));
  await new Promise(r => setTimeout(r, 20)); console.log('timer');
  try { fs.readFileSync('/none'); } catch (e) { console.log(e.code); }
  function* g() { let i = 0; while (i < 3) yield i++; } console.log([...g()]);
  console.log('a1b2'.replace(/\d/g, d => d * 2), [...'héllo'].reverse().join(''), Intl.NumberFormat('en').format(1234567.8));
  let a = []; for (let i = 0; i < 300000; i++) { a.push({ i, s: 'x' + i }); if (i % 10000 == 0) a = []; } console.log(a.length);
  process.on('exit', c => console.log('exit', c));
})();
END
node t.js
node -p '[1,2,3].map(x => x ** 2).join()'
echo 'console.log(require("util").inspect(process.argv.slice(2)))' >a.mjs.js; node a.mjs.js x y
