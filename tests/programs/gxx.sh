# g++: templates, exceptions, threads, streams
# needs: g++
cat >t.cc <<'END'
#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <future>
#include <iostream>
#include <map>
#include <numeric>
#include <random>
#include <thread>
#include <variant>
template <int N> struct fact { static constexpr long v = N * fact<N - 1>::v; };
template <> struct fact<0> { static constexpr long v = 1; };
struct base { virtual ~base() = default; virtual int f() = 0; };
struct d1 : base { int f() override { return 1; } };
int main()
{
	std::cout << fact<15>::v << '\n';
	try { throw std::runtime_error("thrown"); } catch (const std::exception &e) { std::cout << e.what() << '\n'; }
	std::atomic<int> n{0}; std::vector<std::thread> t;
	for (int i = 0; i < 4; i++) t.emplace_back([&] { for (int j = 0; j < 10000; j++) n++; });
	for (auto &x : t) x.join();
	std::cout << n << '\n';
	auto f = std::async(std::launch::async, [] { std::vector<int> v(1000); std::iota(v.begin(), v.end(), 1); return std::accumulate(v.begin(), v.end(), 0); });
	std::cout << f.get() << '\n';
	std::mt19937 r(5); std::map<int, int> h; for (int i = 0; i < 1000; i++) h[r() % 5]++;
	for (auto [k, v] : h) std::cout << k << ':' << v << ' ';
	std::cout << '\n';
	std::filesystem::create_directories("a/b/c"); std::ofstream("a/b/f") << "x\n";
	std::vector<std::string> p; for (auto &e : std::filesystem::recursive_directory_iterator("a")) p.push_back(e.path()); std::sort(p.begin(), p.end());
	for (auto &s : p) std::cout << s << ' ';
	std::variant<int, std::string> v = "text"; std::cout << std::get<std::string>(v) << v.index() << '\n';
	std::mutex m; std::condition_variable c; bool ready = false;
	std::thread w([&] { std::unique_lock l(m); c.wait(l, [&] { return ready; }); std::cout << "woken\n"; });
	{ std::lock_guard l(m); ready = true; } c.notify_all(); w.join();
	std::unique_ptr<base> b = std::make_unique<d1>(); std::cout << b->f() << (dynamic_cast<d1 *>(b.get()) != nullptr) << '\n';
}
END
g++ -std=c++20 -o t t.cc && ./t
g++ -std=c++17 -fsyntax-only -xc++ - <<'END' 2>&1 | grep -c error
int main() { std::string s; }
END
