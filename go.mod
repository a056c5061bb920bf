module github.com/mlrsim/mlrsim

go 1.26
