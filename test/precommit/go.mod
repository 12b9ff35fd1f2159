module github.com/jobvalidate/jobvalidate/test/precommit

go 1.26.0
