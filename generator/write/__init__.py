"""Write the finished site to the output folder, completely or not at all."""
