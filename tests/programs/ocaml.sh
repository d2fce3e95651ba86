# ocaml: byte code and native code, modules, exceptions, Unix
# needs: ocaml-nox gcc libc6-dev
cat >t.ml <<'END'
module M = Map.Make (String)
type expr = Num of int | Add of expr * expr | Mul of expr * expr
let rec eval = function Num n -> n | Add (a, b) -> eval a + eval b | Mul (a, b) -> eval a * eval b
let rec fib n = if n < 2 then n else fib (n - 1) + fib (n - 2)
let () =
  Printf.printf "%d %d\n" (eval (Add (Num 2, Mul (Num 4, Num 10)))) (fib 22);
  let m = List.fold_left (fun m w -> M.update w (function None -> Some 1 | Some n -> Some (n + 1)) m) M.empty (String.split_on_char ' ' "a b a c") in
  M.iter (Printf.printf "%s=%d ") m; print_newline ();
  (try ignore (Hashtbl.find (Hashtbl.create 1) 0) with Not_found -> print_endline "not found");
  let r, w = Unix.pipe () in
  (match Unix.fork () with
   | 0 -> ignore (Unix.write_substring w "child" 0 5); exit 4
   | pid -> let b = Bytes.create 5 in ignore (Unix.read r b 0 5); let _, s = Unix.waitpid [] pid in
     Printf.printf "%s %s\n" (Bytes.to_string b) (match s with Unix.WEXITED n -> string_of_int n | _ -> "?"));
  (try ignore (Unix.openfile "/none" [ Unix.O_RDONLY ] 0) with Unix.Unix_error (e, _, _) -> print_endline (Unix.error_message e));
  let l = ref [] in for i = 1 to 300000 do l := i :: !l; if i mod 1000 = 0 then l := [] done; Gc.full_major (); Printf.printf "%d\n%!" (List.length !l);
  Printf.printf "%s\n" (String.concat "," (List.map string_of_int (List.sort compare [ 3; 1; 2 ])))
END
ocamlc -o tb unix.cma t.ml && ./tb; ocamlopt -o tn unix.cmxa t.ml && ./tn | cksum; echo 'let x : int = "s"' >b.ml; ocamlc b.ml 2>&1
