package strategy

// rules is the table of all rules, in the order in which they are listed.
var rules = []Rule{
	arrivalOrderRule, errorRule, overwriteRule, discardRule,
	lastWriteWinsRule, lastWriteWinsByValueRule, lastWriteWinsLowerOriginRule, lastWriteWinsStrictRule, firstWriteWinsRule, deleteWinsRule,
	sitePriorityRule, highestOriginWinsRule, priorityGroupRule,
	minimumRule, maximumRule, averageRule, additiveRule,
	siblingsRule, siblingsVersionVectorsRule, revisionTreeRule, certificationRule,
}

// All returns every rule, in the order in which they are best explained.
func All() []Rule { return append([]Rule(nil), rules...) }

// Names returns the names of all rules.
func Names() []string {
	names := make([]string, len(rules))
	for i, r := range rules {
		names[i] = r.Name
	}
	return names
}

// Lookup finds a rule by its name.
func Lookup(name string) (Rule, bool) {
	for _, r := range rules {
		if r.Name == name {
			return r, true
		}
	}
	return Rule{}, false
}
