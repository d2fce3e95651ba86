# go: its test runner
# needs: golang-go
export HOME=$PWD GO111MODULE=on CGO_ENABLED=0
printf 'module m\ngo 1.19\n' >go.mod
printf 'package m\nfunc Add(a, b int) int { return a + b }\n' >m.go
printf 'package m\nimport "testing"\nfunc TestAdd(t *testing.T) { if Add(1, 2) != 3 { t.Fatal() } }\nfunc TestBad(t *testing.T) { t.Parallel(); if Add(1, 2) != 4 { t.Error("sum") } }\n' >m_test.go
go test . 2>&1 | sed 's/[0-9.]*s)*$//'
