# ruby: blocks, threads, fork, Marshal, YAML, a garbage collection or two
# needs: ruby
cat >t.rb <<'END'
require 'json'; require 'set'; require 'digest'; require 'yaml'; require 'erb'; require 'open3'; require 'tempfile'; require 'fileutils'; require 'zlib'; require 'bigdecimal'; require 'optparse'; require 'stringio'; require 'timeout'
puts (1..10).each_slice(3).map(&:sum).inspect
puts %w[pear fig apple].sort_by { |w| [w.size, w] }.join(' ')
h = Hash.new(0); 'hello world'.each_char { |c| h[c] += 1 }; puts h.sort_by { |k, v| [-v, k] }.first(3).inspect
puts JSON.generate(JSON.parse('{"b":[1,2,{"c":null}]}'))
puts({ 'a' => [1, 2], 'b' => 'x' }.to_yaml)
puts ERB.new('<% 3.times do |i| %><%= i %>,<% end %>').result
q = Queue.new; m = Mutex.new; sum = 0
ts = 4.times.map { Thread.new { while (n = q.pop) != :end; m.synchronize { sum += n } end } }
1000.times { |i| q << i }; 4.times { q << :end }; ts.each(&:join); puts sum
r, w = IO.pipe
pid = fork { r.close; w.write Marshal.dump([1, :two, 'three']); exit! 4 }
w.close; puts Marshal.load(r.read).inspect; Process.wait pid; puts $?.exitstatus
out, st = Open3.capture2('tr a-z A-Z', stdin_data: 'shout'); puts out, st.success?
a = []; 200_000.times { |i| a = [] if i % 1000 == 0; a << "x#{i}" }; GC.start; puts a.size
puts Digest::SHA256.hexdigest('abc')[0, 16], 2**100, BigDecimal('0.1') + BigDecimal('0.2')
f = Fiber.new { 3.times { |i| Fiber.yield i }; :done }; puts 4.times.map { f.resume }.inspect
FileUtils.mkdir_p 'a/b'; File.write 'a/b/c', 'x'; puts Dir.glob('**/*').sort.inspect
puts Zlib::Inflate.inflate(Zlib::Deflate.deflate('z' * 9999)).size
begin; Timeout.timeout(0.05) { sleep 5 }; rescue Timeout::Error => e; puts e.class; end
e = Enumerator.new { |y| a, b = 0, 1; loop { y << a; a, b = b, a + b } }; puts e.lazy.select(&:even?).first(8).inspect
trap('USR1') { puts 'usr1' }; Process.kill 'USR1', $$; sleep 0.05
begin; File.open('/none'); rescue => x; puts x.message; end
P = Struct.new(:x, :y) { def +(o) = P.new(x + o.x, y + o.y) }; puts (P.new(1, 2) + P.new(3, 4)).inspect
case { name: 'n', v: [1, [2, 3]] }
in { name: String => s, v: [a, [*, b]] } then puts s, a, b
end
puts "%05.2f|%-5s|%+d|%x" % [3.14159, 'ab', 5, 255]
END
ruby t.rb
