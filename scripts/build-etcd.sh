#!/usr/bin/env bash
# Builds a pinned etcd, etcdctl and etcdutl from their Go modules into .cache/etcd-3.6/bin, once.
set -euo pipefail
cd "$(dirname "$0")/.."

version=v3.6.16
home="$PWD/.cache/etcd-3.6"
if [ -x "$home/bin/etcdutl" ] && [ "$(cat "$home/version" 2>/dev/null)" = "$version" ]; then
  exit 0
fi
mkdir -p "$home/bin"
cd "$home"
# A module of its own: the replace directives of etcd's modules only hold inside etcd's repository.
cat > go.mod <<'GO'
module etcdscope.invalid/etcd
go 1.23
GO
cat > tools.go <<'GO'
//go:build tools

package etcd

import (
	_ "go.etcd.io/etcd/etcdctl/v3"
	_ "go.etcd.io/etcd/etcdutl/v3"
	_ "go.etcd.io/etcd/server/v3"
)
GO
for module in server etcdctl etcdutl; do
  go get "go.etcd.io/etcd/$module/v3@$version"
done
go mod tidy
go build -o bin/etcd go.etcd.io/etcd/server/v3
go build -o bin/etcdctl go.etcd.io/etcd/etcdctl/v3
go build -o bin/etcdutl go.etcd.io/etcd/etcdutl/v3
echo "$version" > version
