# gnat: tasks, generics, exceptions
# needs: gnat
cat >t.adb <<'END'
with Ada.Text_IO; use Ada.Text_IO;
with Ada.Containers.Ordered_Maps;
procedure T is
   protected Counter is procedure Add; function Value return Integer; private N : Integer := 0; end Counter;
   protected body Counter is
      procedure Add is begin N := N + 1; end Add;
      function Value return Integer is (N);
   end Counter;
   package Maps is new Ada.Containers.Ordered_Maps (Integer, Integer);
   M : Maps.Map;
   type Small is range 1 .. 10;
   X : Small := 10;
   task type Worker; task body Worker is begin for I in 1 .. 1000 loop Counter.Add; end loop; end Worker;
begin
   declare W : array (1 .. 4) of Worker; begin null; end;
   Put_Line (Counter.Value'Image);
   for I in 1 .. 5 loop M.Insert (I, I * I); end loop;
   for E of M loop Put (E'Image); end loop; New_Line;
   begin X := X + 1; Put_Line (X'Image); exception when Constraint_Error => Put_Line ("out of range"); end;
   select delay 0.01; Put_Line ("delayed"); then abort loop delay 0.001; end loop; end select;
end T;
END
gnatmake -q t.adb && ./t
