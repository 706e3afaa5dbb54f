// Renders one chart after the other as `helm template` does, by the code of Helm 3 and Helm 4, without a process for each.
//
// Reads JSON objects from stdin, {"helm": 3, "chart": "folder", "values": {…}}, and answers each with one line,
// {"text": "manifests"} or {"error": "why"}.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

	action3 "helm.sh/helm/v3/pkg/action"
	loader3 "helm.sh/helm/v3/pkg/chart/loader"
	values3 "helm.sh/helm/v3/pkg/cli/values"
	getter3 "helm.sh/helm/v3/pkg/getter"
	action4 "helm.sh/helm/v4/pkg/action"
	loader4 "helm.sh/helm/v4/pkg/chart/v2/loader"
	values4 "helm.sh/helm/v4/pkg/cli/values"
	getter4 "helm.sh/helm/v4/pkg/getter"
	release4 "helm.sh/helm/v4/pkg/release/v1"
)

const (
	name      = "pyroscope"
	namespace = "default"
)

type request struct {
	Helm   int             `json:"helm"`
	Chart  string          `json:"chart"`
	Values json.RawMessage `json:"values"`
}

type answer struct {
	Text  string `json:"text,omitempty"`
	Error string `json:"error,omitempty"`
}

func render3(folder, file string) (string, error) {
	options := values3.Options{ValueFiles: []string{file}}
	values, err := options.MergeValues(getter3.Providers{})
	if err != nil {
		return "", err
	}
	chart, err := loader3.LoadDir(folder)
	if err != nil {
		return "", err
	}
	client := action3.NewInstall(&action3.Configuration{Log: func(string, ...any) {}})
	client.DryRun = true
	client.DryRunOption = "true"
	client.ClientOnly = true
	client.Replace = true
	client.ReleaseName = name
	client.Namespace = namespace
	release, err := client.Run(chart, values)
	if err != nil {
		return "", err
	}
	var text strings.Builder
	fmt.Fprintln(&text, strings.TrimSpace(release.Manifest))
	for _, hook := range release.Hooks {
		fmt.Fprintf(&text, "---\n%s\n", hook.Manifest)
	}
	return text.String(), nil
}

func render4(folder, file string) (string, error) {
	options := values4.Options{ValueFiles: []string{file}}
	values, err := options.MergeValues(getter4.Providers{})
	if err != nil {
		return "", err
	}
	chart, err := loader4.LoadDir(folder)
	if err != nil {
		return "", err
	}
	client := action4.NewInstall(action4.NewConfiguration())
	client.DryRunStrategy = action4.DryRunClient
	client.Replace = true
	client.ReleaseName = name
	client.Namespace = namespace
	released, err := client.Run(chart, values)
	if err != nil {
		return "", err
	}
	release, ok := released.(*release4.Release)
	if !ok {
		return "", fmt.Errorf("not a release: %T", released)
	}
	var text strings.Builder
	fmt.Fprintln(&text, strings.TrimSpace(release.Manifest))
	for _, hook := range release.Hooks {
		fmt.Fprintf(&text, "---\n%s\n", hook.Manifest)
	}
	return text.String(), nil
}

func render(asked request, file string) (string, error) {
	if err := os.WriteFile(file, asked.Values, 0o600); err != nil {
		return "", err
	}
	if asked.Helm == 4 {
		return render4(asked.Chart, file)
	}
	return render3(asked.Chart, file)
}

func serve(in io.Reader, out io.Writer) error {
	file, err := os.CreateTemp("", "values-*.yaml")
	if err != nil {
		return err
	}
	defer os.Remove(file.Name())
	requests := json.NewDecoder(bufio.NewReader(in))
	answers := json.NewEncoder(out)
	for {
		var asked request
		if err := requests.Decode(&asked); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		text, err := render(asked, file.Name())
		given := answer{Text: text}
		if err != nil {
			given = answer{Error: err.Error()}
		}
		if err := answers.Encode(given); err != nil {
			return err
		}
	}
}

func main() {
	if err := serve(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
