# go: the compiler, goroutines, channels, maps, its tests and its garbage collector
# needs: golang-go
export HOME=$PWD GOFLAGS=-mod=mod GO111MODULE=on GOTOOLCHAIN=local CGO_ENABLED=0
mkdir m; cd m
cat >go.mod <<'END'
module m
go 1.19
END
cat >main.go <<'END'
package main

import (
	"errors"
	"fmt"
	"os"
	"sort"
	"strings"
	"sync"
	"time"
)

type shape interface{ area() float64 }
type sq struct{ s float64 }

func (q sq) area() float64 { return q.s * q.s }
func Fib(n int) int {
	if n < 2 {
		return n
	}
	return Fib(n-1) + Fib(n-2)
}
func sum[T int | float64](v []T) (s T) {
	for _, x := range v {
		s += x
	}
	return
}

func main() {
	c := make(chan int)
	var wg sync.WaitGroup
	for i := 0; i < 100; i++ {
		wg.Add(1)
		go func(i int) { defer wg.Done(); c <- Fib(i % 15) }(i)
	}
	go func() { wg.Wait(); close(c) }()
	t := 0
	for x := range c {
		t += x
	}
	fmt.Println(t, sum([]float64{1.5, 2}), shape(sq{3}).area())
	m := map[string]int{}
	for _, w := range strings.Fields("a b a c b a") {
		m[w]++
	}
	fmt.Println(m)
	select {
	case <-time.After(20 * time.Millisecond):
		fmt.Println("timeout")
	}
	_, err := os.Open("/none")
	fmt.Println(errors.Is(err, os.ErrNotExist), err)
	var l [][]byte
	for i := 0; i < 2000; i++ {
		l = append(l, make([]byte, 10000))
		if len(l) > 100 {
			l = nil
		}
	}
	defer func() { fmt.Println("recovered", recover()); os.Exit(3) }()
	v := []int{3, 1, 2}
	sort.Ints(v)
	fmt.Println(v, v[len(v)])
}
END
printf 'package main\nimport "testing"\nfunc TestFib(t *testing.T) { if Fib(10) != 55 { t.Fatal(Fib(10)) } }\n' >main_test.go
go build -o prog . && ./prog; echo $?
go vet . && echo vetted; gofmt -l .
