package quantity

import (
	"encoding"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestDurationsAreExact(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"40ms": 40 * time.Millisecond, "2m30s": 150 * time.Second, "1h": time.Hour, "100us": 100 * time.Microsecond,
		"100µs": 100 * time.Microsecond, "5d": 120 * time.Hour, "0.235ms": 235 * time.Microsecond, "1.5s": 1500 * time.Millisecond,
		"-3s": -3 * time.Second, "+3s": 3 * time.Second, "1_000ms": time.Second, "0s": 0, "10min": 10 * time.Minute, "1h 30m": 90 * time.Minute,
		".5s": 500 * time.Millisecond, "0.000000001s": 1, "-1m30s": -90 * time.Second, "9223372036854775807ns": math.MaxInt64,
	} {
		d, err := ParseDuration(text)
		require.NoError(t, err, text)
		assert.Equal(t, want, time.Duration(d), text)
	}
}

func TestEveryUnitIsRead(t *testing.T) {
	for text, want := range map[string]int64{"1B": 1, "64KiB": 65536, "1MB": 1e6, "1.5kB": 1500, "2GiB": 2 << 30, "0B": 0} {
		got, err := ParseSize(text)
		require.NoError(t, err, text)
		assert.EqualValues(t, want, got, text)
	}
	for text, want := range map[string]int64{"10Mbps": 1250000, "1Gbps": 125e6, "5MB/s": 5e6, "8bps": 1, "1KiB/s": 1024} {
		got, err := ParseBandwidth(text)
		require.NoError(t, err, text)
		assert.EqualValues(t, want, got, text)
	}
	for text, want := range map[string]float64{"200/s": 200, "12/min": .2, "5/h": 5. / 3600, "0.5/s": .5, "0/s": 0} {
		got, err := ParseRate(text)
		require.NoError(t, err, text)
		assert.EqualValues(t, want, got, text)
	}
	for text, want := range map[string]float64{"5%": .05, "0.05": .05, "100%": 1, "0": 0, "0%": 0, "1.0": 1, "33.3%": .333} {
		got, err := ParseShare(text)
		require.NoError(t, err, text)
		assert.EqualValues(t, want, got, text)
	}
	for text, want := range map[string]int64{"50ppm": 50_000, "-0.5ppm": -500, "7ppb": 7, "1%": 1e7} {
		got, err := ParseDrift(text)
		require.NoError(t, err, text)
		assert.EqualValues(t, want, got, text)
	}
}

func TestWhatIsNoQuantitySaysWhatWouldBe(t *testing.T) {
	for _, c := range []struct {
		target     encoding.TextUnmarshaler
		text, want string
	}{
		{new(Duration), "40", "40: which unit? 40ms, 40s, 40m"},
		{new(Duration), "", `"" is not a duration such as 40ms, 2m30s, 1h`},
		{new(Duration), "fast", `"fast" is not a duration such as 40ms, 2m30s, 1h`},
		{new(Duration), "5 parsecs", `5 parsecs: unknown unit "parsecs"; units here are ns, us, µs, ms, s, m, min, h, d`},
		{new(Duration), "1.5ns", "1.5ns is not a whole number of nanoseconds"},
		{new(Duration), "300000d", "300000d is more than 292 years, the longest span there is"},
		{new(Duration), "1e9s", `1e9s: unknown unit "e9s"; units here are ns, us, µs, ms, s, m, min, h, d`},
		{new(Duration), "NaN", `"NaN" is not a duration such as 40ms, 2m30s, 1h`},
		{new(Duration), "5s-3s", `"5s-3s" is not a duration such as 40ms, 2m30s, 1h`},
		{new(Duration), "--5s", `"--5s" is not a duration such as 40ms, 2m30s, 1h`},
		{new(Duration), "+-5s", `"+-5s" is not a duration such as 40ms, 2m30s, 1h`},
		{new(Span), "-5s", "-5s: a duration here is not negative"},
		{new(Rate), "100", "100: which unit? 100/s, 100/min, 100/h"},
		{new(Rate), "100/week", `100/week: unknown unit "/week"; units here are /s, /min, /m, /h, /d`},
		{new(Rate), "-5/s", "-5/s: a rate is not negative"},
		{new(Rate), "inf/s", `"inf/s" is not a rate such as 40/s, 40/min, 40/h`},
		{new(Share), "5", "5: which unit? 5%, or a ratio such as 0.05"},
		{new(Share), "1", "1: which unit? 1%, or a ratio such as 0.05"},
		{new(Share), "120%", "120%: a share is between 0% and 100%"},
		{new(Share), "-0.1", "-0.1: a share is between 0% and 100%"},
		{new(Share), "5 apples", `"5 apples" is not a share such as 5% or 0.05`},
		{new(Size), "64", "64: which unit? 64B, 64KiB, 64MB"},
		{new(Size), "1.5B", "1.5B is not a whole number of bytes"},
		{new(Size), "-1B", "-1B: this is not negative"},
		{new(Size), "99999999TB", "99999999TB is too large"},
		{new(Bandwidth), "10", "10: which unit? 10kbps, 10Mbps, 10MB/s"},
		{new(Bandwidth), "4bps", "4bps is not a whole number of bytes a second"},
		{new(Drift), "50", "50: which unit? 50ppm, 50ppb"},
		{new(Drift), "0.5ppb", "0.5ppb is not a whole number of ppb"},
		{new(Drift), "-100%", "-100%: a drift is between -1000000ppm and 1000000ppm"},
	} {
		assert.EqualError(t, c.target.UnmarshalText([]byte(c.text)), c.want)
	}
	assert.Error(t, new(Rate).UnmarshalText([]byte(strings.Repeat("9", 500)+"/s")))
}

func TestCanonicalFormsAreThoseThatPeopleWrite(t *testing.T) {
	for want, d := range map[string]time.Duration{
		"0s": 0, "1ns": 1, "1.5us": 1500, "40ms": 40e6, "60s": 60e9, "90s": 90e9, "2m": 120e9, "2m30s": 150e9, "1h": 3600e9,
		"25h0.5s": 90000.5e9, "-3s": -3e9, "1.5s": 1.5e9,
	} {
		assert.Equal(t, want, Duration(d).String())
	}
	for want, r := range map[string]Rate{"200/s": 200, "0.2/s": 12. / 60, "5/h": 5. / 3600, "0/s": 0, "7/min": 7. / 60} {
		assert.Equal(t, want, r.String())
	}
}

func TestEveryQuantityReadsBackAsItself(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := Duration(rapid.Int64Range(-math.MaxInt64, math.MaxInt64).Draw(t, "duration"))
		back, err := ParseDuration(d.String())
		require.NoError(t, err)
		require.Equal(t, d, back)

		r := Rate(rapid.Float64Range(0, 1e12).Draw(t, "rate"))
		rate, err := ParseRate(r.String())
		require.NoError(t, err)
		require.Equal(t, r, rate)

		s := Share(rapid.Float64Range(0, 1).Draw(t, "share"))
		share, err := ParseShare(s.String())
		require.NoError(t, err, s.String())
		require.Equal(t, s, share)

		n := Size(rapid.Int64Range(0, math.MaxInt64).Draw(t, "size"))
		size, err := ParseSize(n.String())
		require.NoError(t, err)
		require.Equal(t, n, size)

		b := Bandwidth(rapid.Int64Range(0, math.MaxInt64).Draw(t, "bandwidth"))
		bandwidth, err := ParseBandwidth(b.String())
		require.NoError(t, err)
		require.Equal(t, b, bandwidth)

		p := Drift(rapid.Int64Range(-1e9+1, 1e9-1).Draw(t, "drift"))
		drift, err := ParseDrift(p.String())
		require.NoError(t, err)
		require.Equal(t, p, drift)
	})
}

func TestAnyTextIsReadOrRefused(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[+-]?[0-9._]{0,6} ?[a-zA-Z%/µ]{0,6}[0-9.]{0,3}[a-z]{0,2}`).Draw(t, "text")
		for _, target := range []encoding.TextUnmarshaler{new(Duration), new(Span), new(Rate), new(Share), new(Size), new(Bandwidth), new(Drift)} {
			_ = target.UnmarshalText([]byte(text))
		}
	})
}
