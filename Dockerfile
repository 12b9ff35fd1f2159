# syntax=docker/dockerfile:1
# The image of the webhook: one static binary and nothing else, as a user without a name. The build is the same
# on every machine: no path, no time and no state of a commit goes into the binary.
# `make vulncheck` asks about this version of Go's library.
ARG GO_VERSION=1.26.11
FROM --platform=$BUILDPLATFORM golang:${GO_VERSION} AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod go mod download
COPY . .
ARG TARGETOS TARGETARCH
ENV CGO_ENABLED=0 GOFLAGS=-mod=readonly GOTOOLCHAIN=local
RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build \
    GOOS=$TARGETOS GOARCH=$TARGETARCH go build -trimpath -buildvcs=false -ldflags "-s -w -buildid=" -o /out/jobvalidate-webhook ./cmd/jobvalidate-webhook

FROM scratch
COPY --from=build /out/jobvalidate-webhook /jobvalidate-webhook
USER 65532:65532
EXPOSE 9443 8080
ENTRYPOINT ["/jobvalidate-webhook"]
