# lua and luajit: coroutines, closures, string patterns, the JIT's own code pages
# needs: lua5.4 luajit
cat >t.lua <<'END'
local function perms(a, n)
  n = n or #a
  if n <= 1 then coroutine.yield(table.concat(a)) else
    for i = 1, n do a[n], a[i] = a[i], a[n]; perms(a, n - 1); a[n], a[i] = a[i], a[n] end
  end
end
local out = {}
for p in coroutine.wrap(function() perms({'a', 'b', 'c', 'd'}) end) do out[#out + 1] = p end
table.sort(out); print(#out, out[1], out[24])
print(("key = value; k2=v2"):gsub("(%w+)%s*=%s*(%w+)", "%2=%1"))
local t = setmetatable({}, {__index = function(_, k) return k * 2 end, __call = function(_, x) return x + 1 end}); print(t[21], t(41))
local s = 0; for i = 1, 2000000 do s = s + i % 7 end; print(s)
local N = 8; local count = 0
local function ok(a, n, c) for i = 1, n - 1 do if a[i] == c or a[i] - i == c - n or a[i] + i == c + n then return false end end return true end
local function add(a, n) if n > N then count = count + 1 else for c = 1, N do if ok(a, n, c) then a[n] = c; add(a, n + 1) end end end end
add({}, 1); print(count)
for i = 1, 100000 do local x = {i, tostring(i)} end; collectgarbage(); print(collectgarbage("count") < 10000)
local f = io.open("f", "w"); for i = 1, 100 do f:write(i, "\n") end; f:close()
local n = 0; for l in io.lines("f") do n = n + tonumber(l) end; print(n)
print(pcall(error, {code = 1})); print(select('#', 1, nil, nil), string.format("%q %5.1f", "a\nb", 2.25))
local p = io.popen("echo from popen"); print(p:read("a") or p:read("*a")); p:close()
print(os.rename("f", "g"), os.remove("none"), io.open("/none"))
END
for l in lua5.4 luajit; do $l t.lua | sed 's/table: 0x[0-9a-f]*/table/'; done
lua5.4 -e 'print(1 << 62, 7 // 2, 3 | 4, math.type(1), utf8.char(9731), string.pack(">I2", 258):byte(1, 2))'
luac5.4 -o out t.lua && lua5.4 out | tail -1
luajit -e 'local ffi = require "ffi"; ffi.cdef "int abs(int); double sqrt(double);"; print(ffi.C.abs(-5), ffi.C.sqrt(2)); local a = ffi.new("int[1000]"); for j = 1, 1000 do for i = 0, 999 do a[i] = a[i] + i end end print(a[999])'
