package expect

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/results"
)

var names = Names{
	Leaders: []string{"tokyo", "london"}, Keys: []string{"title", "body"}, End: time.Minute,
	Contrasts: []Contrast{
		{"alone", Names{Leaders: []string{"tokyo", "oslo"}, Keys: []string{"title"}, End: time.Minute}},
		{"never", Names{}},
	},
}

// measuredRun is a run in which some things went wrong.
func measuredRun() *results.Run {
	s := results.NewSummary()
	s.SetBool("converged", true)
	s.SetCount("lost_updates", 2)
	s.SetCount("resurrections", 0)
	s.SetCount("read_your_writes", 5)
	s.SetCount("bytes", 65_536)
	s.SetRatio("conflict_rate", 2, 100)
	s.SetRatio("messages_per_write", 7, 2)
	s.SetDuration("visibility.p99", 250_000_000)
	s.SetUndefined("convergence_time", "")
	other := results.NewSummary()
	other.SetCount("lost_updates", 3)
	other.SetBool("converged", false)
	other.SetDuration("visibility.p99", 300_000_000)
	return &results.Run{
		Metrics: s,
		Contrasts: []results.Contrast{{
			Name: "alone", Metrics: other,
			Final:    []results.FinalRow{{Leader: "oslo", Key: "title", Values: []string{"C"}}},
			Glimpses: []results.Glimpse{{At: 2e9, Leader: "oslo", Key: "title"}},
		}},
		Final: []results.FinalRow{
			{Leader: "tokyo", Key: "title", Values: []string{"B"}},
			{Leader: "london", Key: "title", Values: []string{"B", "A"}},
			{Leader: "tokyo", Key: "body"},
		},
		Glimpses: []results.Glimpse{
			{At: 1e9, Leader: "tokyo", Key: "title", Values: []string{"A"}},
			{At: 1e9, Leader: "london", Key: "title", Values: []string{"B"}},
			{At: 2e9, Leader: "tokyo", Key: "title", Values: []string{"B", "A"}},
		},
	}
}

func TestClaimsAreJudged(t *testing.T) {
	run := measuredRun()
	for claim, want := range map[string]string{
		`converged`:                 "holds: converged is true",
		`not converged`:             "fails: converged is true",
		`diverged`:                  "fails: converged is true",
		`lost_updates == 0`:         "fails: lost_updates is 2",
		`lost_updates != 0`:         "holds: lost_updates is 2",
		`conflict_rate < 2%`:        "fails: conflict_rate is 2%",
		`conflict_rate <= 2.0%`:     "holds: conflict_rate is 2%",
		`visibility.p99 < 250ms`:    "fails: visibility.p99 is 250ms",
		`visibility.p99 == 0.25s`:   "holds: visibility.p99 is 250ms",
		`visibility.p99 < 1m0.5s`:   "holds: visibility.p99 is 250ms",
		`visibility.p99 > 249999us`: "holds: visibility.p99 is 250ms",
		`bytes >= 64KiB`:            "holds: bytes is 65536B",
		`bytes > 65.536kB`:          "fails: bytes is 65536B",
		`messages_per_write < 3.5`:  "fails: messages_per_write is 3.5",

		`fails(read_your_writes)`:            "holds: read_your_writes is 5",
		`fails(resurrections)`:               "fails: resurrections is 0",
		`fails(converged)`:                   "fails: converged is true",
		`sometimes(lost_updates > 1)`:        "holds: lost_updates is 2",
		`value("tokyo", "title") == "B"`:     `holds: it is "B"`,
		`value('tokyo','title') != 'B'`:      `fails: it is "B"`,
		`value("london","title") == "A"`:     `fails: it is ["B", "A"]`,
		`value("tokyo", "body") == absent`:   "holds: it is absent",
		`value("tokyo", "body") == ""`:       "fails: it is absent",
		`value("tokyo", "title")==absent`:    `fails: it is "B"`,
		`value("london","body") == absent`:   `unknown: what london held of "body" at the end was not kept`,
		`convergence_time < 5s`:              "unknown: convergence_time is undefined: the leaders never came to agree for good",
		`not convergence_time < 5s`:          "unknown: convergence_time is undefined: the leaders never came to agree for good",
		`writes > 0`:                         "unknown: writes was not measured",
		`value("london","title")==["B","A"]`: `holds: it is ["B", "A"]`,

		`value("tokyo", "title", 1s) == "A"`:            `holds: it was "A"`,
		`value("tokyo", "title", 1000ms) != "A"`:        `fails: it was "A"`,
		`value("london", "title", 0m1s) == "A"`:         `fails: it was "B"`,
		`value("tokyo", "title", 2s) == ["A", "B"]`:     `holds: it was ["B", "A"]`,
		`value("tokyo", "title", 1.5s) == "A"`:          `unknown: what tokyo held of "title" at 1.5s was not kept`,
		`not value("tokyo", "title", 1s) == "B"`:        `holds: it was "A"`,
		`sometimes(value("tokyo", "title", 1s) == "B")`: `fails: it was "A"`,

		`contrast("alone").value("oslo", "title") == "C"`:        `holds: it is "C"`,
		`contrast("alone").value("oslo", "title") != "C"`:        `fails: it is "C"`,
		`contrast("alone").value("oslo", "title", 2s) == absent`: `holds: it was absent`,
		`contrast("alone").value("oslo", "title", 1s) == "C"`:    `unknown: what oslo held of "title" at 1s was not kept`,
		`contrast("alone").value("tokyo", "title") == "B"`:       `unknown: what tokyo held of "title" at the end was not kept`,
		`contrast("never").value("tokyo", "title") == "B"`:       `unknown: the contrast "never" was not run`,
		`not contrast("alone").value("oslo", "title") == "B"`:    `holds: it is "C"`,

		`contrast("alone").lost_updates == 3`:              `holds: contrast("alone").lost_updates is 3`,
		`contrast("alone").visibility.p99 < 250ms`:         `fails: contrast("alone").visibility.p99 is 300ms`,
		`contrast("alone").converged`:                      `fails: contrast("alone").converged is false`,
		`contrast("alone").diverged`:                       `holds: contrast("alone").converged is false`,
		`not contrast('alone').converged`:                  `holds: contrast("alone").converged is false`,
		`fails(contrast("alone").lost_updates)`:            `holds: contrast("alone").lost_updates is 3`,
		`contrast("alone").writes > 0`:                     `unknown: contrast("alone").writes was not measured`,
		`contrast("never").lost_updates > 0`:               `unknown: the contrast "never" was not run`,
		`lost_updates < contrast("alone").lost_updates`:    `holds: lost_updates is 2, contrast("alone").lost_updates is 3`,
		`visibility.p99>=contrast("alone").visibility.p99`: `fails: visibility.p99 is 250ms, contrast("alone").visibility.p99 is 300ms`,
		`lost_updates < contrast("alone").writes`:          `unknown: contrast("alone").writes was not measured`,

		`converged and lost_updates == 0`:                       "fails: lost_updates is 2",
		`converged and lost_updates == 2`:                       "holds: converged is true; lost_updates is 2",
		`not converged or lost_updates == 2`:                    "holds: lost_updates is 2",
		`converged or writes > 0`:                               "holds: converged is true",
		`converged and writes > 0`:                              "unknown: writes was not measured",
		`diverged and writes > 0`:                               "fails: converged is true",
		`not (converged and writes > 0 or lost_updates == 2)`:   "fails: lost_updates is 2",
		`not converged or converged and fails(lost_updates)`:    "holds: converged is true; lost_updates is 2",
		`(not converged or converged) and fails(resurrections)`: "fails: resurrections is 0",
	} {
		e, err := Parse(claim, names)
		require.NoError(t, err, claim)
		v := e.Judge(run)
		assert.Equal(t, want, v.Holds+": "+v.Detail, claim)
		assert.Equal(t, claim, v.Text)
	}
}

func TestWrongClaimsSayWhereAndWhatWouldBeRight(t *testing.T) {
	// The mark ‸ stands where the error points.
	for marked, want := range map[string]string{
		`‸`:                                                  "an expectation is missing",
		`‸convergd`:                                          "did you mean converged?",
		`‸lost_updates`:                                      "write lost_updates == 0",
		`‸visibility < 3s`:                                   "choose one of visibility.mean",
		`visibility.p99 < ‸250`:                              "visibility.p99 is a duration: write 250ms",
		`visibility.p99 < ‸3%`:                               "visibility.p99 is a duration: write 3ms",
		`conflict_rate < ‸0.02`:                              "write it in per cent, as in 2%",
		`conflict_rate < ‸5ms`:                               "write it in per cent, as in 5%",
		`lost_updates == ‸2%`:                                "lost_updates is a count of writes: write a bare number, as in 2",
		`lost_updates < ‸1.5`:                                "1.5 is not a whole number",
		`bytes < ‸100`:                                       "write 100KiB",
		`bytes < ‸1KiB2B`:                                    "bytes is a number of bytes",
		`messages_per_write < ‸3x`:                           "write a bare number, as in 3",
		`lost_updates ‸= 0`:                                  "write == instead of =",
		`converged ‸&& diverged`:                             "write and instead of &&",
		`‸!converged`:                                        "write not instead of !",
		`lost_updates < ‸-1`:                                 "no metric and no time is ever negative",
		`lost_updates < ‸"1"`:                                `compared with a quantity, not with "1"`,
		`lost_updates <‸`:                                    "compared with a quantity, not with the end",
		`converged ‸== true`:                                 "write converged or not converged",
		`converged ‸lost_updates`:                            "join claims with and, or",
		`‸3 > lost_updates`:                                  "a claim begins with a metric, not with 3",
		`(converged‸`:                                        ") should stand before the end",
		`‸failz(lost_updates)`:                               "did you mean fails(…)?",
		`‸frobnicate(lost_updates)`:                          "there are value(leader, key), value(leader, key, time), fails(metric), sometimes(claim), contrast(name).metric and contrast(name).value(leader, key)",
		`fails(‸visibility.p99)`:                             "takes a metric that counts violations",
		`fails(‸"x")`:                                        "a metric should stand here",
		`value("tokyo", "title") ‸< "B"`:                     "compared by == or !=",
		`value(‸"tokio", "title") == "B"`:                    `did you mean "tokyo"?`,
		`value(‸"paris", "title") == "B"`:                    "there are tokyo, london",
		`value("tokyo", ‸"titel") == "B"`:                    `did you mean "title"?`,
		`value(‸tokyo, "title") == "B"`:                      `write the leader in quotes: "tokyo"`,
		`value("tokyo", "title") == ‸B`:                      `write the value in quotes: "B" (or absent)`,
		`value("tokyo", "title") == ["A", ‸]`:                "texts in quotes",
		`value(‸"tokyo) == "B"`:                              `there is no leader "tokyo) == "`,
		`value("tokyo", ‸"title) == B`:                       "lacks its closing",
		`contrast(‸"aloan").converged`:                       `did you mean "alone"?`,
		`contrast(‸alone).converged`:                         `write the contrast in quotes: "alone"`,
		`contrast("alone")‸`:                                 `as in contrast("alone").availability`,
		`contrast("alone").‸convergd`:                        "did you mean converged?",
		`contrast("alone").‸writes`:                          `write contrast("alone").writes == 0`,
		`contrast("alone") ‸converged`:                       `as in contrast("alone").availability`,
		`contrast("alone").‸valu("tokyo", "title") == "B"`:   "did you mean value(…)?",
		`contrast("alone").‸frobnicate("x")`:                 "there is no frobnicate(…) of a contrast; there is value(leader, key)",
		`contrast("alone").‸fails(lost_updates)`:             `write fails(contrast("alone").metric)`,
		`contrast("alone").‸sometimes(converged)`:            `write sometimes(…) around`,
		`contrast("alone").value(‸"london", "title") == "B"`: "there is no leader \"london\"; there are tokyo, oslo",
		`contrast("alone").value("oslo", ‸"body") == "B"`:    `there is no key "body"`,
		`contrast("alone").value("oslo", "title") ‸> "B"`:    "compared by == or !=",
		`contrast("alone").value("oslo", "title", ‸2m)`:      "2m is past the end of the run (at most 1m0s, with settle)",
		`value("tokyo", "title", ‸60.1s) == "B"`:             "60.1s is past the end of the run (at most 1m0s, with settle)",
		`value("tokyo", "title", ‸2) == "B"`:                 "the time is a duration: write 2ms, or with another of the units",
		`value("tokyo", "title", ‸"2s") == "B"`:              "a time of the run should stand here, as in 2s",
		`value("tokyo", "title", ‸0.5ns) == "B"`:             "0.5ns is not a whole number of nanoseconds",
		`value("tokyo", "title", 2s‸, 3s) == "B"`:            ") should stand before ,",
		`contrast("alone").‸"x"`:                             "a metric should stand here",
		`‸contrst("alone").writes > 1`:                       "did you mean contrast(…)?",
		`bytes > contrast("alone").‸writes`:                  "they cannot be compared",
		`bytes > ‸writes`:                                    "compared with a quantity, not with writes",
		`lost_updates ‸# 3`:                                  "unexpected '#'",
	} {
		claim := strings.Replace(marked, "‸", "", 1)
		_, err := Parse(claim, names)
		var e *Error
		if assert.True(t, errors.As(err, &e), claim) {
			assert.ErrorContains(t, e, strings.ReplaceAll(want, `"tokyo) == "`, `"tokyo) == `), claim)
			assert.Equal(t, strings.Index(marked, "‸"), e.Offset(), "%s: %v", claim, err)
		}
	}
}

func TestNestingHasAnEnd(t *testing.T) {
	_, err := Parse(strings.Repeat("(", 5000)+"converged", names)
	assert.ErrorContains(t, err, "inside one another")
	_, err = Parse(strings.Repeat("not ", 5000)+"converged", names)
	assert.ErrorContains(t, err, "inside one another")
}

func TestClaimsTellWhatHasToBeSeen(t *testing.T) {
	e, err := Parse(`value("tokyo", "title") == "A" or not value("tokyo", "body", 1s) == "A" and contrast("alone").value("oslo", "title", 2s) == "A"`, names)
	require.NoError(t, err)
	assert.Equal(t, []results.Glimpse{{At: 1e9, Leader: "tokyo", Key: "body"}}, e.Glimpses(""))
	assert.Equal(t, []results.Glimpse{{At: 2e9, Leader: "oslo", Key: "title"}}, e.Glimpses("alone"))
	assert.Empty(t, e.Glimpses("never"))
}

func TestWithoutAnEndAnyTimeWillDoThatFits(t *testing.T) {
	_, err := Parse(`value("tokyo", "title", 290y) == "A"`, Names{})
	assert.ErrorContains(t, err, "the time is a duration")
	_, err = Parse(`contrast("x").value("tokyo", "title", 100000h) == "A"`, Names{})
	assert.NoError(t, err)
	_, err = Parse(`value("tokyo", "title", 100000000h) == "A"`, Names{})
	assert.ErrorContains(t, err, "past the end of any run")
}

func TestWithoutKeysAnyKeyWillDo(t *testing.T) {
	_, err := Parse(`value("tokyo", "whatever") == absent`, Names{Leaders: names.Leaders})
	assert.NoError(t, err)
}

// FuzzParse holds that nothing written as a claim makes the parser fail otherwise
// than with an error that points into it, and that what parses can be judged.
func FuzzParse(f *testing.F) {
	for _, claim := range []string{
		"converged", "lost_updates == 0", "visibility.p99 < 2m30s", `value("tokyo","title") == ["A",'B']`, `contrast("alone").value("oslo","title",2s)=="C"`,
		"not (fails(read_your_writes) or sometimes(diverged)) and bytes < 3KiB", `value("\x`, "a≤b", "9..9s",
	} {
		f.Add(claim)
	}
	run := measuredRun()
	f.Fuzz(func(t *testing.T, claim string) {
		e, err := Parse(claim, names)
		if err == nil {
			e.Judge(run)
			return
		}
		var wrong *Error
		require.True(t, errors.As(err, &wrong))
		require.NotEmpty(t, wrong.Message)
		require.True(t, 0 <= wrong.At && wrong.At <= len(claim))
	})
}
