namespace Pipelines.Evaluation;

/// <summary>A sum of unknowns with factors, and a number.</summary>
internal sealed class LinearForm
{
    private readonly SortedDictionary<string, double> _factors = new(StringComparer.Ordinal);

    public double Constant { get; private set; }

    public IReadOnlyDictionary<string, double> Factors => _factors;

    public bool IsConstant => _factors.Count == 0;

    public static LinearForm Number(double value) => new() { Constant = value };

    public static LinearForm Unknown(string name)
    {
        var form = new LinearForm();
        form._factors.Add(name, 1);
        return form;
    }

    public LinearForm Plus(LinearForm other, double times = 1)
    {
        var sum = Times(1);
        sum.Constant += times * other.Constant;
        foreach (var (name, factor) in other._factors)
        {
            var total = sum._factors.GetValueOrDefault(name) + times * factor;
            if (total == 0)
                sum._factors.Remove(name);
            else
                sum._factors[name] = total;
        }

        return sum;
    }

    public LinearForm Times(double number)
    {
        var product = Number(Constant * number);
        foreach (var (name, factor) in _factors)
        {
            if (factor * number != 0)
                product._factors[name] = factor * number;
        }

        return product;
    }
}
