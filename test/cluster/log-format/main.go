// Writes log lines as oauth2-proxy does: executes the format in the file named by its argument for each line of the
// input, a JSON object of the values by name, in base64.
package main

import (
	"encoding/json"
	"os"
	"text/template"
)

func main() {
	format, err := os.ReadFile(os.Args[1])
	check(err)
	lines := template.Must(template.New("log").Parse(string(format)))
	for input := json.NewDecoder(os.Stdin); input.More(); {
		var bytes map[string][]byte
		check(input.Decode(&bytes))
		values := map[string]string{}
		for name, value := range bytes {
			values[name] = string(value)
		}
		check(lines.Execute(os.Stdout, values))
		os.Stdout.WriteString("\n")
	}
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
