package model

import (
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"
)

func TestARecordTakesTwoCacheLines(t *testing.T) {
	require.LessOrEqual(t, unsafe.Sizeof(record{}), uintptr(128))
}
