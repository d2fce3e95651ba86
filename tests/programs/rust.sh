# rustc: ownership, traits, threads, channels, panics
# needs: rustc
cat >t.rs <<'END'
use std::collections::{BTreeMap, HashMap};
use std::sync::{mpsc, Arc, Mutex};
use std::{fs, io::Write, process::Command, thread};
trait Shape { fn area(&self) -> f64; }
struct Sq(f64);
impl Shape for Sq { fn area(&self) -> f64 { self.0 * self.0 } }
fn main() {
    let (tx, rx) = mpsc::channel();
    for i in 0..4 { let tx = tx.clone(); thread::spawn(move || for j in 0..1000u64 { tx.send(i * j).unwrap() }); }
    drop(tx);
    println!("{}", rx.iter().sum::<u64>());
    let m = Arc::new(Mutex::new(0));
    let hs: Vec<_> = (0..4).map(|_| { let m = m.clone(); thread::spawn(move || for _ in 0..1000 { *m.lock().unwrap() += 1 }) }).collect();
    for h in hs { h.join().unwrap(); }
    println!("{}", m.lock().unwrap());
    let mut b = BTreeMap::new();
    for w in "the cat the dog".split(' ') { *b.entry(w).or_insert(0) += 1; }
    println!("{:?}", b);
    let v: Vec<Box<dyn Shape>> = vec![Box::new(Sq(2.0)), Box::new(Sq(3.0))];
    println!("{}", v.iter().map(|s| s.area()).sum::<f64>());
    fs::File::create("out").unwrap().write_all(b"written").unwrap();
    println!("{} {:?}", fs::read_to_string("out").unwrap(), fs::read("/none").map_err(|e| e.kind()));
    println!("{}", String::from_utf8(Command::new("echo").arg("child").output().unwrap().stdout).unwrap().trim());
    let h: HashMap<i32, i32> = (0..1000).map(|i| (i, i * i)).collect();
    println!("{}", h[&31]);
    println!("{:?}", thread::spawn(|| { if true { panic!("on purpose") } }).join().is_err());
    let a = [1, 2, 3]; let i = a.len() + std::env::args().count() - 1;
    println!("{}", a[i]);
}
END
rustc -O -C codegen-units=4 -o t t.rs && ./t 2>&1 | sed 's/thread .* panicked/panicked/'; echo $?
rustc --crate-type lib --emit metadata - 2>&1 <<'END' | grep -E '^error'
fn f() { let s = String::new(); let t = s; println!("{}", s); }
END
printf 'fn f(x: i32) -> i32 { x + 1 }\n#[test] fn t() { assert_eq!(f(1), 2) }\n' >u.rs; rustc --test -o u u.rs 2>/dev/null; ./u | sed 's/finished in.*//'
