package script

import (
	"fmt"
	"slices"

	"go.starlark.net/starlark"

	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/model/value"
)

// version is what a script sees of a side of a conflict. It is good for one merge.
type version struct {
	*strategy.Version
	held  value.Value
	value starlark.Value // held, once it has been asked for: a script may change it
	met   string         // of the incoming side: the type of the conflict
}

// attributes are the names of what a version tells. The last is known of the incoming
// side only.
var attributes = []string{"value", "timestamp", "logical", "origin", "priority", "deleted", "type"}

// AttrNames are the names for dir, and for near ones of those that there are not. They
// are a copy, for dir sorts them in place.
func (v *version) AttrNames() []string {
	names := slices.Clone(attributes)
	if v.met == "" {
		return names[:len(names)-1]
	}
	return names
}

// Attr is one of them. No such attribute is nil without an error, as Starlark wants it.
func (v *version) Attr(name string) (starlark.Value, error) {
	switch name {
	case "value":
		return v.content()
	case "timestamp":
		return starlark.MakeInt64(v.Stamp.L), nil
	case "logical":
		return starlark.MakeUint64(uint64(v.Stamp.C)), nil
	case "origin":
		return starlark.MakeInt(int(v.Stamp.Origin) + 1), nil
	case "priority":
		return starlark.MakeInt(int(v.Priority)), nil
	case "deleted":
		return starlark.Bool(v.Delete), nil
	case "type":
		if v.met != "" {
			return starlark.String(v.met), nil
		}
	}
	return nil, nil
}

// content is the same value each time, so that what is appended to it stays.
func (v *version) content() (_ starlark.Value, err error) {
	if v.value == nil {
		v.value, err = toScript(v.held)
	}
	return v.value, err
}

func (v *version) String() string {
	return fmt.Sprintf("version(value = %s, timestamp = %d, origin = %d)", value.Show(v.held), v.Stamp.L, v.Stamp.Origin+1)
}

func (v *version) Type() string          { return "version" }
func (v *version) Freeze()               {}
func (v *version) Truth() starlark.Bool  { return true }
func (v *version) Hash() (uint32, error) { return 0, fmt.Errorf("unhashable type: version") }

// choice is a decision that a script names.
type choice strategy.Decision

// predeclared is what a script knows beside Starlark's own.
var predeclared = starlark.StringDict{
	"KEEP": choice(strategy.Keep),
	"TAKE": choice(strategy.Take),
	"BOTH": choice(strategy.Both),
}

func (c choice) String() string        { return [...]string{"KEEP", "TAKE", "BOTH"}[c] }
func (c choice) Type() string          { return "decision" }
func (c choice) Freeze()               {}
func (c choice) Truth() starlark.Bool  { return true }
func (c choice) Hash() (uint32, error) { return uint32(c), nil }
