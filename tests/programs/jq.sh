# jq, yq, miller, datamash: data by the line
# needs: jq yq miller datamash
seq 1 500 | jq -c '{n: ., s: (. * .), t: (tostring * 2)}' >t; jq -s 'map(.s) | add' t; jq -r 'select(.n % 100 == 0) | [.n, .t] | @csv' t; jq -nc '[1 | limit(10; recurse(. * 2 + 1; . < 5000))] | @base64 "\(.)"'; jq -n '{a: [1, {b: "c"}]} | [paths] | tojson'; echo '{"a":' | jq . 2>&1; echo $?; jq -n 'def f: if . < 2 then . else (. - 1 | f) + (. - 2 | f) end; 15 | f'
printf 'a: 1\nb: [x, {c: d}]\n' | yq -c .; printf 'k,v\na,1\nb,2\na,3\n' >c; mlr --icsv --ojson stats1 -a sum,mean -f v -g k c; mlr --icsv --oxtab sort -nr v then head -n 1 c; datamash -t, -H -s -g k sum v count v <c; seq 100 | datamash mean 1 sstdev 1 median 1 q3 1
