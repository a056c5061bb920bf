package sim

import "math"

// The popularity laws take a power for every row of a table or for every pick.
// quickPower is power by tables: the logarithms and exponentials of 128 points,
// and short series for what lies between.

const (
	powerBits   = 7
	powerPoints = 1 << powerBits
)

type powerTables struct {
	inverse [powerPoints]float64 // 1/c, c being the middle of the i-th part of [1, 2)
	log     [powerPoints]float64 // the logarithm of c
	exp     [powerPoints]float64 // 2 to the power i/128
}

var powers = newPowerTables()

func newPowerTables() *powerTables {
	t := new(powerTables)
	for i := range powerPoints {
		t.inverse[i] = powerPoints / (powerPoints + float64(i) + 0.5)
		t.log[i] = -naturalLog(t.inverse[i])
		t.exp[i] = exponential(float64(float64(i)*math.Ln2) / powerPoints)
	}
	return t
}

// quickPower returns x to the power y, for normal x > 0, and 0 where that is no
// normal number: relative error below 1e-15·(1+|y|·(1+|ln x|)).
func quickPower(x, y float64) float64 { return quickExp(float64(y * quickLog(x))) }

func quickLog(x float64) float64 {
	word := math.Float64bits(x)
	i := word >> (52 - powerBits) & (powerPoints - 1)
	mantissa := math.Float64frombits(word&(1<<52-1) | 1023<<52)
	exponent := float64(int64(word>>52) - 1023)
	r := float64(mantissa*powers.inverse[i]) - 1
	square := float64(r * r)
	low := r - float64(square*(1./2-float64(r*(1./3))))
	high := float64(square * square * (-1./4 + float64(r*(1./5)) - float64(square*(1./6))))
	return float64(exponent*math.Ln2) + powers.log[i] + (low + high)
}

func quickExp(x float64) float64 {
	const part = powerPoints / math.Ln2
	scaled := math.Floor(float64(x*part) + 0.5)
	if scaled <= -1022*powerPoints {
		return 0
	}
	if scaled >= 1024*powerPoints {
		return math.Inf(1)
	}
	k := int64(scaled)
	r := (x - float64(scaled*(ln2High/powerPoints))) - float64(scaled*(ln2Low/powerPoints))
	square := float64(r * r)
	low := r + float64(square*(1./2+float64(r*(1./6))))
	high := float64(square * square * (1./24 + float64(r*(1./120))))
	power := powers.exp[k&(powerPoints-1)]
	power += float64(power * (low + high))
	return float64(power * math.Float64frombits(uint64(k>>powerBits+1023)<<52))
}
