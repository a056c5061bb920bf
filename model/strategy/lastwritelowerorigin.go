package strategy

// lastWriteWinsLowerOrigin is last-write-wins where the leader listed first wins ties.
type lastWriteWinsLowerOrigin struct{}

func (lastWriteWinsLowerOrigin) Resolve(m *Meeting) Decision {
	local, incoming := &m.Local, &m.Incoming
	switch c := incoming.Stamp.CompareTimes(local.Stamp); {
	case c != 0:
		return takeIf(c > 0)
	case local.Stamp.Origin != incoming.Stamp.Origin:
		return takeIf(incoming.Stamp.Origin < local.Stamp.Origin)
	default:
		return takeIf(incoming.ID > local.ID)
	}
}

var lastWriteWinsLowerOriginRule = Rule{
	Name:     "last-write-wins-lower-origin",
	Short:    "the later timestamp wins; ties go to the smaller leader number",
	Long:     "Last-write-wins as Spock breaks ties: of two commits of the same time that of the node with the smaller number stays.",
	Source:   "pgEdge Spock documentation, Conflict types",
	Detect:   DetectTimestamp,
	Values:   true,
	Strategy: lastWriteWinsLowerOrigin{},
}
